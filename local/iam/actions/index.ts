import type { ServiceName } from '../../services/operation.ts';
import type { ActionTable } from '../action-table.ts';
import { actions as cloudformation } from './cloudformation.ts';
import { actions as cloudwatch } from './cloudwatch.ts';
import { actions as codebuild } from './codebuild.ts';
import { actions as codecommit } from './codecommit.ts';
import { actions as ecr } from './ecr.ts';
import { actions as events } from './events.ts';
import { actions as iam } from './iam.ts';
import { actions as kms } from './kms.ts';
import { actions as lambda } from './lambda.ts';
import { actions as logs } from './logs.ts';
import { actions as s3 } from './s3.ts';
import { actions as sagemaker } from './sagemaker.ts';
import { actions as sagemakerRuntime } from './sagemaker-runtime.ts';
import { actions as secretsmanager } from './secretsmanager.ts';
import { actions as sns } from './sns.ts';
import { actions as sqs } from './sqs.ts';
import { actions as ssm } from './ssm.ts';
import { actions as states } from './states.ts';
import { actions as sts } from './sts.ts';

/** Which permissions every operation of every service needs. */
export const actionTables: Readonly<Record<ServiceName, ActionTable>> = {
  cloudformation,
  cloudwatch,
  codebuild,
  codecommit,
  ecr,
  events,
  iam,
  kms,
  lambda,
  logs,
  s3,
  sagemaker,
  'sagemaker-runtime': sagemakerRuntime,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
  sts,
};
