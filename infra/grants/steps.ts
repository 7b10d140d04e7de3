import type { Vocabulary } from './vocabulary.ts';

/** What the pipeline's own functions may do. Each that changes something reads the model state first: a run that lost the lock stops there. */
export function stepGrants(words: Vocabulary) {
  const { build, codebuild, images, listData, mail, read, readWrite, sagemaker, verify, write } = words;
  const describeRelease = () => sagemaker(['DescribeModelPackage'], 'model-package');
  // check asks when the state is entered, wake when an event hints: the same questions, the same answers.
  const describeJobs = () => [
    ...write('images'),
    codebuild(['BatchGetBuilds'], build, verify),
    sagemaker(['DescribeTrainingJob'], 'training-job'),
    sagemaker(['DescribeEndpoint'], 'endpoint'),
    sagemaker(['DescribeModel'], 'model'),
    ...words.readLogs(),
    words.answerTasks(),
  ];
  return {
    prepare: [
      words.readSettings(),
      words.readManifests(),
      words.readRepositories('prepare'),
      words.readSecret('githubToken'),
      ...readWrite('runs', 'state'),
      // A rollback's release is looked for before anything starts.
      ...read('images', 'training'),
      images('BatchGetImage'),
      describeRelease(),
    ],
    notify: [...readWrite('state'), ...mail(), describeRelease()],
    'start-image': [
      ...readWrite('jobs', 'state'),
      ...read('images'),
      ...mail(),
      images('BatchGetImage'),
      codebuild(['StartBuild', 'ListBuildsForProject', 'BatchGetBuilds', 'BatchGetProjects'], build),
    ],
    'read-data': [listData()],
    'start-training': [
      ...readWrite('jobs'),
      ...read('trainings', 'training', 'state'),
      sagemaker(['CreateTrainingJob', 'DescribeTrainingJob', 'AddTags'], 'training-job'),
    ],
    'start-verification': [
      ...readWrite('jobs'),
      ...read('state'),
      codebuild(['StartBuild', 'ListBuildsForProject', 'BatchGetBuilds'], verify),
      describeRelease(),
    ],
    check: [...readWrite('jobs', 'state'), ...mail(), ...describeJobs()],
    wake: [...read('jobs'), ...readWrite('state'), ...mail(), ...describeJobs()],
    evaluate: [...read('state'), ...write('trainings'), listData(), describeRelease()],
    'register-model': [
      ...read('state', 'training'),
      // By the packages' names or by the group's: AWS's documents say both.
      sagemaker(['ListModelPackages', 'CreateModelPackage', 'AddTags'], 'model-package', 'model-package-group'),
      describeRelease(),
      sagemaker(['DescribeEndpoint'], 'endpoint'),
      // DescribeImages for CreateModelPackage, as AWS's own policy of the Model Registry has it beside BatchGetImage.
      images('BatchGetImage', 'DescribeImages', 'PutImage'),
    ],
    'create-model': [
      ...read('state'),
      sagemaker(['CreateModel', 'DescribeModel', 'AddTags'], 'model'),
      sagemaker(['CreateEndpointConfig', 'DescribeEndpointConfig', 'AddTags'], 'endpoint-config'),
    ],
    deploy: [...readWrite('state'), ...write('jobs'), ...words.changeEndpoints()],
    'smoke-test': [...read('samples'), sagemaker(['InvokeEndpoint'], 'endpoint')],
    promote: [...readWrite('state'), sagemaker(['DescribeModelPackage', 'UpdateModelPackage'], 'model-package'), ...mail()],
  };
}
