/** A finding of cdk-nag that stays, for a reason. docs/security.md has the same table, which a test compares. */
export interface Acknowledged {
  readonly rule: `AwsSolutions-${string}`;
  /** What cdk-nag names in brackets, or the construct's path where it names nothing. */
  readonly finding: RegExp;
  /** The same for people. */
  readonly what: string;
  readonly reason: string;
}

const iam5 = (finding: RegExp, what: string, reason: string): Acknowledged => ({ rule: 'AwsSolutions-IAM5', finding, what, reason });
const place = '<AWS::Region>:<AWS::AccountId>';

/** Every finding that is acknowledged, with its reason. */
export const acknowledged: readonly Acknowledged[] = [
  iam5(
    /^Resource::\*$/,
    '`*`',
    'Actions that AWS gives no resource: logins to ECR, traces, metrics (by namespace), log deliveries, descriptions of EC2. test/infra/security.test.ts lists them and refuses others.',
  ),
  iam5(
    /^Resource::<Functions\w+\.Arn>:\*$/,
    'a function, `:*`',
    'Versions of that one function: running executions go on with the one they began with.',
  ),
  iam5(
    /^Resource::(<Storage\w+\.Arn>|arn:<AWS::Partition>:s3:::own-artifacts|arn:<AWS::Partition>:s3:::Trainyard:ArtifactsBucket)\/(images|jobs|runs|samples|state|training|trainings)\/\*$/,
    'a folder of the artifacts bucket',
    'One kind of document each; the rest of the key is a hash, a run or a model that is known when it runs.',
  ),
  iam5(
    /^Resource::arn:<AWS::Partition>:s3:::Trainyard:(ArtifactsBucket\/(samples|training)|DataBucket)\/[a-z-]+\/\*$/,
    "a model's folder in the buckets",
    "The model's own data and artifacts, whose names people and SageMaker choose.",
  ),
  iam5(
    /^Resource::arn:<AWS::Partition>:s3:::other\/x\/\*$/,
    "a channel's prefix in another bucket",
    'What `training.channels` of the settings names, to read.',
  ),
  iam5(
    /^Resource::arn:<AWS::Partition>:s3:::\*$/,
    'every bucket of the account, `s3:ListBucket` alone',
    "A channel may name any bucket, and only the model's stack knows which. Names and ETags of objects, in this account (`aws:ResourceAccount`); reading takes the model's role.",
  ),
  iam5(
    /^Resource::arn:<AWS::Partition>:s3:::(cdk-\w+-assets-<AWS::AccountId>-<AWS::Region>\/\*\.txt|Trainyard:AssetsBucket\/\*\.(mjs|zip))$/,
    "packaged sources and build tools among the deploy's assets",
    'Their keys are hashes of the content, which nobody here may list, and change with a deploy that a run outlives. The kind of file is bounded.',
  ),
  iam5(
    new RegExp(`^Resource::arn:<AWS::Partition>:codecommit:${place}:trainyard-\\*$`),
    'repositories named after the installation',
    'Those that the model stacks make. Any other is granted by its exact name.',
  ),
  iam5(
    new RegExp(`^Resource::arn:<AWS::Partition>:ecr:${place}:repository/trainyard/\\*$`),
    "the installation's image repositories",
    "One a model, made by the models' stacks; the functions are shared.",
  ),
  iam5(
    new RegExp(
      `^Resource::arn:<AWS::Partition>:logs:${place}:log-group:/aws/(codebuild/trainyard-(\\*|build-image|verify-model)|sagemaker/(TrainingJobs|Endpoints/\\*))(:\\*)?$`,
    ),
    'log streams of builds, trainings and endpoints',
    "Streams carry the names of jobs; the groups are those of the two projects, and SageMaker's: one for all trainings and one an endpoint.",
  ),
  iam5(
    new RegExp(
      `^Resource::arn:<AWS::Partition>:sagemaker:${place}:(training-job|model|endpoint-config|endpoint|model-package|model-package-group)/\\*$`,
    ),
    'SageMaker resources of the account',
    "Names begin with a model's name or are chosen by people (endpoints), so the shared functions know no common prefix. The functions act on names of the run, which Prepare fixed, and adopt nothing that is not equal to what was asked for. Give other SageMaker work an account of its own, or a boundary.",
  ),
  iam5(
    new RegExp(`^Resource::arn:<AWS::Partition>:ssm:${place}:parameter/trainyard(-sources)?/\\*$`),
    "the installation's parameters",
    'Settings of every model, by path. Secrets lie under another path and are granted one by one.',
  ),
  iam5(
    new RegExp(`^Resource::arn:<AWS::Partition>:states:${place}:execution:trainyard-(pipeline|recovery):\\*$`),
    'executions of the two state machines',
    'Their names come with each run.',
  ),
  iam5(
    new RegExp(`^Resource::arn:<AWS::Partition>:ec2:${place}:network-interface/\\*$`),
    'network interfaces, with `subnets` set',
    'SageMaker makes them under the role, and their ids are new; subnets and security groups are exact.',
  ),
  {
    rule: 'AwsSolutions-S1',
    finding: /^Trainyard\/Storage\/(Artifacts|Data)\/Resource$/,
    what: 'no server access logs of the buckets',
    reason:
      'An account that audits data access has CloudTrail data events, which are complete where access logs are best effort. Who needs logs names buckets of their own.',
  },
  {
    rule: 'AwsSolutions-CB4',
    finding: /^Trainyard\/Builds\/(BuildImage|VerifyModel)\/Resource$/,
    what: 'no key of the CodeBuild projects',
    reason: 'It would encrypt build artifacts and caches: these projects have none. What builds keep goes to S3 and ECR, which encrypt.',
  },
];
