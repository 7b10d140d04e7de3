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
  run: ({ sortBy = 'NAME', sortOrder = 'ASCENDING', nextToken }, { world }) => {
    const member = ({ NAME: 'name', CREATED_TIME: 'created', LAST_MODIFIED_TIME: 'lastModified' } as const)[sortBy];
    const projects = projectsOf(world)
      .values()
      .sort((a, b) => (a[member] < b[member] ? -1 : 1));
    const { items, next } = page(sortOrder === 'ASCENDING' ? projects : projects.reverse(), nextToken);
    return { projects: items.map(({ name }) => name), nextToken: next };
  },
});
