import type { ResourceType } from '../resource-type.ts';
import { budgetsBudget } from './budgets-budget.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { cloudwatchDashboard } from './cloudwatch-dashboard.ts';
import { codebuildProject } from './codebuild-project.ts';
import { codecommitRepository } from './codecommit-repository.ts';
import { ecrRepository } from './ecr-repository.ts';
import { eventsRule } from './events-rule.ts';
import { iamManagedPolicy } from './iam-managed-policy.ts';
import { iamOidcProvider } from './iam-oidc-provider.ts';
import { iamPolicy } from './iam-policy.ts';
import { iamRole } from './iam-role.ts';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.ts';
import { lambdaEventSourceMapping } from './lambda-event-source-mapping.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { lambdaUrl } from './lambda-url.ts';
import { lambdaVersion } from './lambda-version.ts';
import { logsLogGroup } from './logs-log-group.ts';
import { s3Bucket } from './s3-bucket.ts';
import { s3BucketPolicy } from './s3-bucket-policy.ts';
import { sagemakerModelPackageGroup } from './sagemaker-model-package-group.ts';
import { snsSubscription } from './sns-subscription.ts';
import { snsTopic } from './sns-topic.ts';
import { snsTopicPolicy } from './sns-topic-policy.ts';
import { sqsQueue } from './sqs-queue.ts';
import { sqsQueuePolicy } from './sqs-queue-policy.ts';
import { ssmParameter } from './ssm-parameter.ts';
import { stepFunctionsStateMachine } from './stepfunctions-state-machine.ts';

/** Every resource type the local CloudFormation makes. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    budgetsBudget,
    cloudwatchAlarm,
    cloudwatchDashboard,
    codebuildProject,
    codecommitRepository,
    ecrRepository,
    eventsRule,
    iamManagedPolicy,
    iamOidcProvider,
    iamPolicy,
    iamRole,
    lambdaEventInvokeConfig,
    lambdaEventSourceMapping,
    lambdaFunction,
    lambdaPermission,
    lambdaUrl,
    lambdaVersion,
    logsLogGroup,
    s3Bucket,
    s3BucketPolicy,
    sagemakerModelPackageGroup,
    snsSubscription,
    snsTopic,
    snsTopicPolicy,
    sqsQueue,
    sqsQueuePolicy,
    ssmParameter,
    stepFunctionsStateMachine,
  ].map((type) => [type.type, type]),
);
