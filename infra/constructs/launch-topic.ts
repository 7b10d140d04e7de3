import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Where all that asks for a run meets. */
export interface LaunchTopicProps {
  readonly installation: string;
}

/**
 * The topic that starts runs: pushes, uploads, schedules and messages by hand. TLS only. Not encrypted by `alias/aws/sns`, for the runs
 * topic's reason. Services may publish for this account alone: CodeCommit for any repository, since one that a person made may have any
 * name; EventBridge for rules that are named after the installation.
 */
export class LaunchTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: LaunchTopicProps) {
    super(scope, id);
    const { installation } = props;
    this.topic = new Topic(this, 'Topic', { topicName: `${installation}-launch`, displayName: 'Trainyard launches', enforceSSL: true });
    const { account } = Stack.of(this);
    const repositories = Stack.of(this).formatArn({ service: 'codecommit', resource: '*' });
    const rules = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${installation}-*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.#mayPublish('codecommit.amazonaws.com', {
      ArnLike: { 'aws:SourceArn': repositories },
      StringEquals: { 'aws:SourceAccount': account },
    });
    this.#mayPublish('events.amazonaws.com', { ArnLike: { 'aws:SourceArn': rules } });
  }

  #mayPublish(service: string, conditions: Record<string, unknown>): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
  }
}
