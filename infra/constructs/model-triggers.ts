import { Stack } from 'aws-cdk-lib';
import { EventField, Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Settings } from '../../lambdas/contract/settings.ts';
import { names } from '../names.ts';

/** What starts runs of a model, besides pushes. */
export interface ModelTriggersProps {
  readonly installation: string;
  readonly model: string;
  readonly triggers: Settings['triggers'];
  readonly data: IBucket;
  readonly launchTopicArn: string;
}

/**
 * The model's rules: they put uploads into the queue that gathers them, and tell the launch topic of the time. The policies of both, in the
 * shared stack, know them by their names.
 */
export class ModelTriggers extends Construct {
  constructor(scope: Construct, id: string, props: ModelTriggersProps) {
    super(scope, id);
    const { data, installation, model, triggers } = props;
    const topic = Topic.fromTopicArn(this, 'Launches', props.launchTopicArn);
    const queue = (id: string, resource: string) => Queue.fromQueueArn(this, id, Stack.of(this).formatArn({ service: 'sqs', resource }));
    const deadLetterQueue = queue('DeadLetters', names.deadLetters(installation));
    if (triggers.data) {
      new Rule(this, 'Data', {
        ruleName: names.rule(installation, model, 'data'),
        description: `An upload to the data of ${model}`,
        eventPattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [data.bucketName] }, object: { key: Match.prefix(`${model}/`) } },
        },
        targets: [new SqsQueue(queue('Uploads', names.uploads(installation)), { deadLetterQueue })],
      });
    }
    if (triggers.schedule !== undefined) {
      // The event's id and time: a delivery that is repeated is the same wish.
      const message = { model, trigger: 'the schedule', id: EventField.eventId, at: EventField.time };
      new Rule(this, 'Schedule', {
        ruleName: names.rule(installation, model, 'schedule'),
        description: `Time for a run of ${model}`,
        schedule: Schedule.expression(triggers.schedule),
        targets: [new SnsTopic(topic, { deadLetterQueue, message: RuleTargetInput.fromObject(message) })],
      });
    }
  }
}
