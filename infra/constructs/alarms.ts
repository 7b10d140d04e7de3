import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Who hears of alarms. */
export interface AlarmsProps {
  readonly installation: string;
  readonly runsTopic: ITopic;
}

/** What a person must look after, since nothing else will. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const locked = new Alarm(this, 'Locked', {
      alarmName: `${props.installation}-locked`,
      alarmDescription:
        'Cleaning up after a run failed three times: its model runs nothing until `trainyard unlock MODEL`. See docs/runbook.md, RecoveryFailed.',
      // Written into the log by the function that gives up (embedded metric format).
      metric: new Metric({
        namespace: 'Trainyard',
        metricName: 'RecoveriesFailed',
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    locked.addAlarmAction(new SnsAction(props.runsTopic));
  }
}
