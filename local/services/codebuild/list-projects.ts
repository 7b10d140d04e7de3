import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './pages.ts';
import { projectsOf } from './records.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListProjects.html */
export const listProjects = operation({
  name: 'ListProjects',
  input: {
    sortBy: text({ of: ['NAME', 'CREATED_TIME', 'LAST_MODIFIED_TIME'] as const }),
    sortOrder: text({ of: ['ASCENDING', 'DESCENDING'] as const }),
    nextToken: text({ min: 1 }),
  },
  run: (input, { world }) => {
    const { sortBy = 'NAME' } = input;
    const member = ({ NAME: 'name', CREATED_TIME: 'created', LAST_MODIFIED_TIME: 'lastModified' } as const)[sortBy];
    const { items, next } = page(input, {
      of: 'ListProjects',
      items: projectsOf(world).values(),
      place: (project) => [project[member] instanceof Date ? project[member].getTime() : project[member], project.name],
      descending: input.sortOrder === 'DESCENDING',
      moves: sortBy === 'LAST_MODIFIED_TIME',
    });
    return { projects: items.map(({ name }) => name), nextToken: next };
  },
});
