import { Annotations } from 'aws-cdk-lib';
import { type CfnFunction, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Functions } from './functions.ts';

/** Where launches come in, and who takes them. */
export interface DoorsProps {
  readonly launchTopic: ITopic;
  readonly functions: Functions;
  /** Gets the messages that `launch` was not there for. */
  readonly deadLetters: IQueue;
  /** How many GitHub deliveries run at a time at most. None: whatever the account has left; new accounts have ten in all, and may reserve none. */
  readonly webhookConcurrency?: number;
}

/** The launch topic's way to `launch`, and GitHub's way to the topic. */
export class Doors extends Construct {
  /** What people enter as their GitHub webhook's payload URL. */
  readonly webhookUrl: string;

  constructor(scope: Construct, id: string, props: DoorsProps) {
    super(scope, id);
    const { launch, webhook } = props.functions.byName;
    for (const { function: fn } of [launch, webhook]) {
      Annotations.of(fn).acknowledgeWarning('@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias', 'SNS and the URL call no version');
    }
    // The function and not its version: a delivery is one call, which a redeploy does not split, and a message that is tried again later
    // is read by the code that is there by then. A version would be another subscription with each deploy, and a gap between the two.
    props.launchTopic.addSubscription(new LambdaSubscription(launch.function, { deadLetterQueue: props.deadLetters }));
    (webhook.function.node.defaultChild as CfnFunction).reservedConcurrentExecutions = props.webhookConcurrency;
    // GitHub has no AWS credentials: the signature over the body is what `webhook` checks.
    this.webhookUrl = webhook.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
