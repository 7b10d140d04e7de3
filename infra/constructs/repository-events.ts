import { Stack } from 'aws-cdk-lib';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { names } from '../names.ts';

/** Whose pushes are heard of. */
export interface RepositoryEventsProps {
  readonly installation: string;
  /** The launch topic's policy knows rules by the installation's prefix. */
  readonly ruleName: string;
  readonly description: string;
  /** The repository's name, or what all of them begin with. */
  readonly repositories: { readonly name: string } | { readonly prefix: string };
  readonly launchTopicArn: string;
}

/**
 * Tells the launch topic of pushes to CodeCommit by EventBridge, besides the repositories' triggers: one that the topic refuses, or that a
 * person replaced, delays nothing, and a repository of somebody else needs none. `launch` takes what both tell of for one push.
 */
export class RepositoryEvents extends Construct {
  constructor(scope: Construct, id: string, props: RepositoryEventsProps) {
    super(scope, id);
    const { installation, launchTopicArn, repositories, ruleName, description } = props;
    // By ARN and by name: neither topic nor queue gets another policy by it.
    const topic = Topic.fromTopicArn(this, 'Launches', launchTopicArn);
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: names.deadLetters(installation) });
    const deadLetterQueue = Queue.fromQueueArn(this, 'DeadLetters', queueArn);
    const repositoryName = 'name' in repositories ? [repositories.name] : Match.prefix(repositories.prefix);
    const eventPattern: EventPattern = {
      source: ['aws.codecommit'],
      detailType: ['CodeCommit Repository State Change'],
      detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], repositoryName },
    };
    new Rule(this, 'Rule', { ruleName, description, eventPattern, targets: [new SnsTopic(topic, { deadLetterQueue })] });
  }
}
