import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { projectsOf } from './records.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html */
export const batchGetProjects = operation({
  name: 'BatchGetProjects',
  input: { names: list(text({ min: 1 }), { ...required, min: 1, max: 100 }) },
  run: ({ names }, { world }) => {
    const found = names.map((name) => projectsOf(world).get(name.slice(name.lastIndexOf('/') + 1)));
    return { projects: found.filter((project) => project !== undefined), projectsNotFound: names.filter((_, index) => !found[index]) };
  },
});
