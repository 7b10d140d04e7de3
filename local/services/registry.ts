import { cloudformation } from './cloudformation/index.ts';
import { cloudwatch } from './cloudwatch/index.ts';
import { codebuild } from './codebuild/index.ts';
import { codecommit } from './codecommit/index.ts';
import { ecr } from './ecr/index.ts';
import { events } from './events/index.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms/index.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import type { Service } from './operation.ts';
import { s3 } from './s3/index.ts';
import { sagemaker } from './sagemaker/index.ts';
import { sagemakerRuntime } from './sagemaker-runtime/index.ts';
import { secretsmanager } from './secretsmanager/index.ts';
import { sns } from './sns/index.ts';
import { sqs } from './sqs/index.ts';
import { ssm } from './ssm/index.ts';
import { states } from './states/index.ts';
import { sts } from './sts/index.ts';

/** Every service of the local world in start order: what others lean on comes first; they stop in reverse. */
export const services: readonly Service[] = [
  iam,
  sts,
  kms,
  logs,
  s3,
  ssm,
  secretsmanager,
  ecr,
  sqs,
  lambda,
  events,
  sns,
  cloudwatch,
  codecommit,
  codebuild,
  sagemaker,
  sagemakerRuntime,
  states,
  cloudformation,
];
