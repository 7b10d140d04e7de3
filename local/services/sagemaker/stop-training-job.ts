import { validationException } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { entityName } from './common/members.ts';
import { findJob, isOpen } from './training/record.ts';
import { stopTraining } from './training/runs.ts';

/** Asks a job to stop; it ends as Stopped, with what it saved. */
export const stopTrainingJob = operation({
  name: 'StopTrainingJob',
  input: { TrainingJobName: text({ ...required, ...entityName }) },
  run: (input, { world }) => {
    const job = findJob(world, input.TrainingJobName);
    if (!isOpen(job)) throw validationException(`The request was rejected because the training job is in status ${job.TrainingJobStatus}`);
    stopTraining(world, job.TrainingJobName);
    return {};
  },
});
