import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { jobsOf } from './training/record.ts';

/**
 * Newest first. As on AWS a page is taken first and its jobs of another status are left out then, so that one may be short, or empty, and yet
 * have a NextToken. @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTrainingJobs.html (MaxResults)
 */
export const listTrainingJobs = operation({
  name: 'ListTrainingJobs',
  input: {
    ...listMembers,
    StatusEquals: text({ of: ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped', 'Deleting'] as const }),
    SortBy: text({ of: ['Name', 'CreationTime', 'Status', 'FinalObjectiveMetricValue'] as const }),
  },
  run: (input, { world }) => {
    const { items, NextToken } = page('ListTrainingJobs', jobsOf(world).values(), input, (job) => ({
      name: job.TrainingJobName,
      created: job.CreationTime,
      key: input.SortBy === 'Name' ? job.TrainingJobName : input.SortBy === 'Status' ? job.TrainingJobStatus : job.CreationTime.getTime(),
    }));
    const shown = items.filter((job) => !input.StatusEquals || job.TrainingJobStatus === input.StatusEquals);
    const TrainingJobSummaries = shown.map(
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
