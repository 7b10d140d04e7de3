import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../../lambdas/contract/settings.ts';
import { personAlarm } from './person-alarm.ts';

/** Whose endpoint. */
export interface EndpointAlarmsProps {
  readonly installation: string;
  readonly model: string;
  readonly deployment: Settings['deployment'];
}

/** The alarms of a model's endpoint, by SageMaker's own metrics. An `endpointName` that only an override names is not watched. */
export class EndpointAlarms extends Construct {
  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    const { deployment, installation, model } = props;
    const topicArn = Stack.of(this).formatArn({ service: 'sns', resource: `${installation}-runs` });
    const dimensions = { EndpointName: deployment.endpointName ?? model, VariantName: 'AllTraffic' };
    const common = { namespace: 'AWS/SageMaker', dimensions, topic: Topic.fromTopicArn(this, 'Topic', topicArn), minutes: 5 };
    personAlarm(this, 'Errors', {
      ...common,
      name: `${installation}-${model}-endpoint-errors`,
      text: `The endpoint of ${model} answered five requests or more with an error of its own (5xx) within five minutes.`,
      heading: 'Endpoint errors',
      metric: 'Invocation5XXErrors',
      statistic: 'Sum',
      periods: 1,
      threshold: 5,
    });
    personAlarm(this, 'Latency', {
      ...common,
      name: `${installation}-${model}-endpoint-latency`,
      text: `The slowest twentieth of the requests to ${model} took longer than deployment.maxLatencyMs (${deployment.maxLatencyMs} ms) for a quarter of an hour.`,
      heading: 'Endpoint latency',
      metric: 'ModelLatency',
      statistic: 'p95',
      periods: 3,
      // SageMaker measures in microseconds.
      threshold: deployment.maxLatencyMs * 1000,
    });
  }
}
