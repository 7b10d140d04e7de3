import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { jobsOf } from './training/record.ts';

/** All jobs, newest first. */
export const listTrainingJobs = operation({
  name: 'ListTrainingJobs',
  input: {
    ...listMembers,
    StatusEquals: text({ of: ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting'] as const }),
    SortBy: text({ of: ['Name', 'CreationTime', 'Status', 'FinalObjectiveMetricValue'] as const }),
  },
  run: (input, { world }) => {
    const jobs = jobsOf(world)
      .values()
      .filter((job) => !input.StatusEquals || job.TrainingJobStatus === input.StatusEquals);
    const { items, NextToken } = page(jobs, input, (job) => ({
      name: job.TrainingJobName,
      created: job.CreationTime,
      key: input.SortBy === 'Name' ? job.TrainingJobName : input.SortBy === 'Status' ? job.TrainingJobStatus : job.CreationTime.getTime(),
    }));
    const TrainingJobSummaries = items.map(
      ({ TrainingJobName, TrainingJobArn, CreationTime, TrainingEndTime, LastModifiedTime, TrainingJobStatus, SecondaryStatus }) => ({
        TrainingJobName,
        TrainingJobArn,
        CreationTime,
        TrainingEndTime,
        LastModifiedTime,
        TrainingJobStatus,
        SecondaryStatus,
      }),
    );
    return { TrainingJobSummaries, NextToken };
  },
});
