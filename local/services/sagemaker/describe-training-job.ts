import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { entityName } from './common/members.ts';
import { findJob } from './training/record.ts';

/** Status, reason, metrics and artifact of a job. */
export const describeTrainingJob = operation({
  name: 'DescribeTrainingJob',
  input: { TrainingJobName: text({ ...required, ...entityName }) },
  run: (input, { world }) => findJob(world, input.TrainingJobName),
});
