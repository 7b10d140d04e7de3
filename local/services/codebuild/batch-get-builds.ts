import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findBuild } from './records.ts';

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
export const batchGetBuilds = operation({
  name: 'BatchGetBuilds',
  input: { ids: list(text({ min: 1 }), { ...required, min: 1, max: 100 }) },
  run: ({ ids }, { world }) => {
    const found = ids.map((id) => findBuild(world, id));
    return { builds: found.filter((build) => build !== undefined), buildsNotFound: ids.filter((_, index) => !found[index]) };
  },
});
