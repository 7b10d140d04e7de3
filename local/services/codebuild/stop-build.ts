import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { findBuild } from './records.ts';
import { runningBuild } from './running.ts';

/** Answers at once; the build ends a moment later as STOPPED. Harmless on an ended build. @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StopBuild.html */
export const stopBuild = operation({
  name: 'StopBuild',
  input: { id: text({ ...required, min: 1 }) },
  run: ({ id }, { world }) => {
    const build = findBuild(world, id);
    if (!build) throw new AwsError('ResourceNotFoundException', `Build ${id} does not exist`);
    runningBuild(world, build.id)?.end('STOPPED');
    return { build: findBuild(world, id) };
  },
});
