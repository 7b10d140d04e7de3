import { any, flag, list, number, required, structure, text } from '../input.ts';

export const projectName = { min: 2, max: 150, pattern: '[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}' } as const;

const sourceTypes = [
  'CODECOMMIT',
  'CODEPIPELINE',
  'GITHUB',
  'GITLAB',
  'GITLAB_SELF_MANAGED',
  'S3',
  'BITBUCKET',
  'GITHUB_ENTERPRISE',
  'NO_SOURCE',
] as const;

export const sourceType = { of: sourceTypes } as const;

/** Of the service's own model. */
export const environmentType = {
  of: [
    ...[
      'LINUX_CONTAINER',
      'LINUX_GPU_CONTAINER',
      'ARM_CONTAINER',
      'LINUX_EC2',
      'ARM_EC2',
      'LINUX_LAMBDA_CONTAINER',
      'ARM_LAMBDA_CONTAINER',
    ],
    ...['WINDOWS_CONTAINER', 'WINDOWS_SERVER_2019_CONTAINER', 'WINDOWS_SERVER_2022_CONTAINER', 'WINDOWS_EC2', 'MAC_ARM'],
  ],
} as const;
export const computeType = {
  of: [
    ...['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', '2XLARGE'].map((size) => `BUILD_GENERAL1_${size}`),
    ...['1GB', '2GB', '4GB', '8GB', '10GB'].map((size) => `BUILD_LAMBDA_${size}`),
    ...['ATTRIBUTE_BASED_COMPUTE', 'CUSTOM_INSTANCE_TYPE'],
  ],
} as const;

export const environmentVariables = list(
  structure({
    name: text({ ...required, min: 1 }),
    value: text(required),
    type: text({ of: ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'] as const }),
  }),
);

const timeout = { integer: true, min: 5, max: 2160 } as const;
export const timeoutInMinutes = number(timeout);
export const queuedTimeoutInMinutes = number({ integer: true, min: 5, max: 480 });

const source = structure({
  type: text({ ...required, ...sourceType }),
  location: text(),
  gitCloneDepth: number({ integer: true, min: 0 }),
  buildspec: text(),
  auth: any(),
  insecureSsl: flag(),
});

const environment = structure({
  type: text({ ...required, ...environmentType }),
  image: text({ ...required, min: 1 }),
  computeType: text({ ...required, ...computeType }),
  environmentVariables,
  privilegedMode: flag(),
  certificate: text(),
  registryCredential: any(),
  imagePullCredentialsType: text({ of: ['CODEBUILD', 'SERVICE_ROLE'] as const }),
});

/** What CreateProject and UpdateProject have in common; CreateProject needs four of them. */
export const projectMembers = {
  description: text({ max: 255 }),
  source,
  sourceVersion: text(),
  artifacts: any(),
  cache: any(),
  environment,
  serviceRole: text({ min: 1 }),
  timeoutInMinutes,
  queuedTimeoutInMinutes,
  encryptionKey: text({ min: 1 }),
  tags: list(structure({ key: text(required), value: text(required) }), { max: 50 }),
  badgeEnabled: flag(),
  logsConfig: structure({
    cloudWatchLogs: structure({ status: text(required), groupName: text(), streamName: text() }),
    s3Logs: any(),
  }),
  concurrentBuildLimit: number({ integer: true }),
} as const;
