import type { Vocabulary } from './vocabulary.ts';

/** What the recovery's functions may do: stop and look again, put an endpoint back, write down how it ended. */
export function recoveryGrants(words: Vocabulary) {
  const { build, codebuild, mail, read, readExecution, readWrite, sagemaker, verify } = words;
  return {
    'stop-jobs': [
      ...read('runs', 'jobs'),
      readExecution(),
      codebuild(['ListBuildsForProject', 'BatchGetBuilds', 'StopBuild'], build, verify),
      sagemaker(['StopTrainingJob', 'DescribeTrainingJob'], 'training-job'),
    ],
    'restore-endpoint': [...read('runs', 'state'), ...words.changeEndpoints()],
    'record-outcome': [...readWrite('state', 'runs'), readExecution(), ...mail()],
  };
}
