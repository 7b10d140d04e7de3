import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** When an alarm rings, and what it tells. */
export interface PersonAlarmProps {
  readonly name: string;
  /** What happened, in one sentence; the runbook's heading follows. */
  readonly text: string;
  /** Heading of docs/runbook.md. */
  readonly heading: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Minimum`, `p95`. */
  readonly statistic: string;
  /** Of one period; the alarm rings when all of `periods` reach the threshold. */
  readonly minutes: number;
  readonly periods: number;
  readonly threshold: number;
  /** None: it is shown, and for whoever pages by it; its mail would be the second about the same thing. */
  readonly topic?: ITopic;
}

/** An alarm that mails a person what to read. No data is no alarm: most of these metrics are silent while all is well. */
export function personAlarm(scope: Construct, id: string, props: PersonAlarmProps): Alarm {
  const { dimensions, metric: metricName, minutes, namespace, periods, statistic, threshold } = props;
  const alarm = new Alarm(scope, id, {
    alarmName: props.name,
    alarmDescription: `${props.text} See docs/runbook.md, ${props.heading}.`,
    metric: new Metric({ namespace, metricName, dimensionsMap: dimensions, statistic, period: Duration.minutes(minutes) }),
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  if (props.topic) alarm.addAlarmAction(new SnsAction(props.topic));
  return alarm;
}
