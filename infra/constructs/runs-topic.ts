import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Where the mails of runs come from. */
export interface RunsTopicProps {
  readonly installation: string;
  /** Gets a mail to confirm first; without one nobody is subscribed. */
  readonly email?: string;
}

/**
 * The topic that tells how runs went. TLS only. Not encrypted by `alias/aws/sns`: under that key EventBridge and CloudWatch may
 * not publish, and their messages are dropped in silence.
 */
export class RunsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: RunsTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { topicName: `${props.installation}-runs`, displayName: 'Trainyard', enforceSSL: true });
    // The alarms of this account alone: a service's name in a policy speaks for every account's.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.email) this.topic.addSubscription(new EmailSubscription(props.email));
  }
}
