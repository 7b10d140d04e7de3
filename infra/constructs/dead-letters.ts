import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { useKey } from '../encryption.ts';
import { arn, names } from '../names.ts';
import type { Functions } from './functions.ts';

/** Whose messages are kept, and who hears of them. */
export interface DeadLettersProps {
  readonly installation: string;
  readonly runsTopic: ITopic;
  readonly functions: Functions;
  readonly kmsKey?: string;
}

/** The functions that AWS calls by itself: SNS launch, EventBridge the others. */
const asynchronous = ['launch', 'finish', 'wake', 'sweep'] as const satisfies readonly FunctionName[];

/**
 * Where a message ends up that nobody could take, on whichever hop: the launch topic's subscription, the rules' targets, the functions that
 * failed three times. One queue, since what is to be done is the same, and each message says where it comes from. Kept for two weeks.
 */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    const { functions, installation, kmsKey, runsTopic } = props;
    const queueName = names.deadLetters(installation);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    // The models' rules lie in other stacks, which know the queue by its name.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': arn(this, 'events', 'rule', `${installation}-*`) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    for (const name of asynchronous) {
      const { function: fn, role } = functions.byName[name];
      fn.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(this.queue) });
      role.addToPolicy(allow(['sqs:SendMessage'], [this.queue.queueArn]));
      for (const statement of useKey(kmsKey, 'sqs', ['Decrypt', 'GenerateDataKey'])) role.addToPolicy(statement);
    }
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: queueName,
      alarmDescription:
        'A message could not be delivered, or a function failed on it three times. It is kept for two weeks. See docs/runbook.md, DeadLetters.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // SQS does not measure a queue that was empty and quiet for six hours.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(runsTopic));
  }
}
