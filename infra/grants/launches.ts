import { allow } from '../allow.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What the functions around the pipeline may do: they hear of launches and ends, and go on with the model. */
export function launchGrants(words: Vocabulary) {
  return {
    launch: [...words.drive(), words.readSettings(), words.readSources(), words.readRepositories('launch')],
    webhook: [words.readSecret('webhookSecret'), ...words.publishLaunch()],
    sweep: [
      ...words.drive(),
      words.listExecutions(),
      ...words.readWrite('runs'),
      words.readSettings(),
      words.readSources(),
      words.readRepositories('sweep'),
      words.readSecret('githubToken'),
      // What still bills after its run. SageMaker's lists have no resource.
      allow(['sagemaker:ListTrainingJobs', 'sagemaker:ListEndpoints'], ['*']),
      words.sagemaker(['DescribeEndpoint'], 'endpoint'),
      words.codebuild(['ListBuildsForProject', 'BatchGetBuilds'], words.build, words.verify),
    ],
    // Whose execution ended stands in its run's document; of no model's, that it was mailed.
    finish: [...words.drive(), ...words.readWrite('runs')],
  };
}
