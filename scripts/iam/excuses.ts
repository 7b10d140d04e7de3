import type { Excuse } from './judge.ts';

const excuse = (role: string, action: string, resource: string, reason: string): Excuse => ({ role, action, resource, reason });
const race = (...words: Parameters<typeof excuse>): Excuse => ({ ...excuse(...words), isRace: true });

const otherForm = "Policies of SageMaker's own guide name both forms of the ARN: which one counts differs from action to action.";
const delivery =
  'Step Functions asks for it when it sets up the delivery of its log (Step Functions guide, "Logging using CloudWatch Logs").';

/** Every grant that the local world cannot be seen to use, and why. One that excuses nothing any more makes the report fail. */
export const excuses: readonly Excuse[] = [
  excuse('*', 'xray:*', '*', 'The local world has no X-Ray; AWS writes traces under the role that is traced.'),
  excuse(
    '*',
    'sqs:SendMessage',
    '*-dead-letters',
    "After Lambda's three attempts, three minutes; test/infra holds every hop to its dead letters.",
  ),
  excuse('*Role*', 'logs:*Log*Delivery', '*', delivery),
  excuse('*Role*', 'logs:ListLogDeliveries', '*', delivery),
  excuse('*Role*', 'logs:*ResourcePolic*', '*', delivery),
  excuse('*Role*', 'logs:DescribeLogGroups', '*', delivery),
  excuse('trainyard-*-training', 'logs:*', '*', otherForm),
  excuse('trainyard-*-hosting', 'logs:*', '*', otherForm),
  excuse(
    'trainyard-*',
    'cloudwatch:PutMetricData',
    '*',
    "SageMaker writes a container's metrics; the local world keeps them without a call.",
  ),
  excuse(
    '*Functions*',
    's3:ListBucket',
    '*',
    'Without it an object that is gone is AccessDenied, not NoSuchKey: only a deletion by hand shows it.',
  ),
  excuse(
    'trainyard-*-build',
    'ecr:*',
    '*',
    "In process mode nothing is pulled: a base image or cache of the model's own repository, and the image that is tried.",
  ),
  excuse(
    'trainyard-*-build',
    's3:GetObjectVersion',
    '*',
    'For a source bucket with versions, as the bootstrap\'s is (CodeBuild guide, "Create a CodeBuild service role").',
  ),
  excuse(
    'trainyard-*-build',
    's3:GetBucket*',
    '*',
    'CodeBuild looks whose bucket a source lies in (CodeBuild guide, "Create a CodeBuild service role").',
  ),
  excuse(
    '*RegisterModel*',
    's3:GetObject',
    '*/training/*',
    "CreateModelPackage reads the artifact with its caller's rights: not proven on AWS, nor the opposite.",
  ),
  excuse(
    '*RegisterModel*',
    'ecr:DescribeImages',
    '*',
    "AWS's own policy for the Model Registry grants it beside BatchGetImage: whether CreateModelPackage asks its caller for it is not proven.",
  ),
  excuse(
    '*RegisterModel*',
    'sagemaker:*',
    '*:model-package-group/*',
    "AWS's documents name the group's ARN in one place and the packages' in another: both are granted.",
  ),
  excuse(
    '*RegisterModel*',
    'sagemaker:AddTags',
    '*:model-package/*',
    "CreateModelPackage asks for it where an account's policies tag what is made.",
  ),
  excuse('*', 'ssm:GetParameter', '*/github-token', "It is read before GitHub's API is asked, which is not in the local world."),
  excuse('*', 'ssm:GetParametersByPath', '*:parameter/trainyard*', 'AWS judges a path by its own ARN or by that of what lies below it.'),
  ...['ListBuildsForProject', 'BatchGetBuilds'].map((action) =>
    excuse(
      '*FunctionsStart*',
      `codebuild:${action}`,
      '*',
      'Looked for where the quota of builds is in use: a build may run whose answer was lost.',
    ),
  ),
  race(
    '*FunctionsWake*',
    'logs:GetLogEvents',
    '*',
    'Whichever of check and wake is the first to describe a failed job reads its last lines.',
  ),
  race(
    '*FunctionsCheck*',
    'logs:GetLogEvents',
    '*',
    'Whichever of check and wake is the first to describe a failed job reads its last lines.',
  ),
  ...['Sweep', 'Finish'].map((name) =>
    excuse(
      `*Functions${name}*`,
      's3:PutObject',
      '*/runs/*',
      "Where three recoveries of no model's execution failed, that they were mailed is written down.",
    ),
  ),
  ...['Check', 'Wake'].flatMap((name) =>
    ['sns:Publish', 's3:GetObject', 's3:PutObject'].map((action) =>
      race(
        `*Functions${name}*`,
        action,
        action === 'sns:Publish' ? '*' : '*/state/*',
        'Whichever of check and wake is the first to describe a build that ended mails it, where such mails are asked for.',
      ),
    ),
  ),
  race(
    '*FunctionsFinish*',
    'sns:Publish',
    '*',
    'It sends what waits in the outbox, which whoever wrote it there has sent already as a rule.',
  ),
  race(
    '*FunctionsStopJobs*',
    'codebuild:StopBuild',
    '*/trainyard-verify-model',
    'A verification takes seconds here, and may have ended before recovery comes to stop it.',
  ),
  race(
    '*FunctionsLaunch*',
    'states:DescribeExecution',
    '*:trainyard-recovery:*',
    'A launch looks at a recovery where one is under way in that moment.',
  ),
  race('*Functions*', 'logs:GetLogEvents', '*/Endpoints/*', 'For a container that passes its verification and then fails as an endpoint.'),
];
