import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './pages.ts';
import { buildsOf, findProject } from './records.ts';

/** Newest first, unless asked otherwise. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListBuildsForProject.html */
export const listBuildsForProject = operation({
  name: 'ListBuildsForProject',
  input: {
    projectName: text({ ...required, min: 1 }),
    sortOrder: text({ of: ['ASCENDING', 'DESCENDING'] as const }),
    nextToken: text(),
  },
  run: (input, { world }) => {
    const { name } = findProject(world, input.projectName);
    const builds = buildsOf(world)
      .values()
      .filter((build) => build.projectName === name);
    const { items, next } = page(input, {
      of: 'ListBuildsForProject',
      items: builds,
      place: ({ buildNumber, id }) => [buildNumber, id],
      descending: input.sortOrder !== 'ASCENDING',
    });
    return { ids: items.map(({ id }) => id), nextToken: next };
  },
});
