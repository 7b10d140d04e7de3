import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functions } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { arn, names } from '../names.ts';
import type { TrainyardFunction } from './trainyard-function.ts';

/** Who hears of uploads, and where those go that it could not take. */
export interface UploadsProps {
  readonly installation: string;
  readonly launch: TrainyardFunction;
  readonly deadLetters: IQueue;
}

/** The first upload waits so long for others: within what a run waits for quiet anyway (lambdas/shared/model-state/uploads.ts). */
const windowSeconds = 30;

/**
 * The queue that gathers uploads, so that a million of them are some hundred calls of `launch`: the rules of all models put their events
 * into it, and Lambda takes up to 10,000 (or 6 MB, some 3,000) out of it at a time, two batches at once at most. What `launch` returns as
 * failed comes again after the visibility timeout, and after five times goes to the dead letters.
 */
export class Uploads extends Construct {
  constructor(scope: Construct, id: string, props: UploadsProps) {
    super(scope, id);
    const { deadLetters, installation, launch } = props;
    const queue = new Queue(this, 'Queue', {
      queueName: names.uploads(installation),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // AWS's advice: six times the function's, and the window.
      visibilityTimeout: Duration.seconds(6 * functions.launch.timeoutSeconds + windowSeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    // The models' rules lie in other stacks, which know the queue by its name.
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnLike: { 'aws:SourceArn': arn(this, 'events', 'rule', `${installation}-*-data`) },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    // A customer's key it may use already, for the dead letters.
    launch.role.addToPolicy(allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn]));
    const batches = new EventSourceMapping(this, 'Batches', {
      target: launch.function,
      eventSourceArn: queue.queueArn,
      batchSize: 10_000,
      maxBatchingWindow: Duration.seconds(windowSeconds),
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    batches.node.addDependency(launch.role);
  }
}
