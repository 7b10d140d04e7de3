import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { personAlarm } from './person-alarm.ts';

/** Who hears of alarms, and what they watch. */
export interface AlarmsProps {
  readonly installation: string;
  readonly pipelineArn: string;
  readonly runsTopic: ITopic;
}

/** What a person must look after, since nothing else will. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { installation, pipelineArn, runsTopic: topic } = props;
    // Written into the log by the functions (embedded metric format).
    const ours = { namespace: 'Trainyard', dimensions: { Installation: installation }, topic };
    // Step Functions' own: they count also what our functions were too broken to count. A run that a person stopped is ABORTED, and rings nothing.
    // Without a mail: the run's own has the cause.
    const executions = { namespace: 'AWS/States', dimensions: { StateMachineArn: pipelineArn } };
    const once = { statistic: 'Sum', minutes: 5, periods: 1, threshold: 1 };
    personAlarm(this, 'Locked', {
      ...ours,
      ...once,
      name: `${installation}-locked`,
      text: 'Cleaning up after a run failed three times: its model runs nothing until `trainyard unlock MODEL`.',
      heading: 'RecoveryFailed',
      metric: 'RecoveriesFailed',
    });
    personAlarm(this, 'RunFailed', {
      ...executions,
      ...once,
      name: `${installation}-run-failed`,
      text: 'A run failed. Its mail has the cause; `trainyard status --aws` shows it too.',
      heading: 'A run failed',
      metric: 'ExecutionsFailed',
    });
    personAlarm(this, 'RunTimedOut', {
      ...executions,
      ...once,
      name: `${installation}-run-timed-out`,
      text: 'A run took longer than the state machine allows. Its mail says where it was.',
      heading: 'A run failed',
      metric: 'ExecutionsTimedOut',
    });
    // The sweeper measures every five minutes, so each period has a measurement, and the least of three times fifteen minutes is "all the time".
    personAlarm(this, 'StillBilling', {
      ...ours,
      name: `${installation}-still-billing`,
      text: 'A training, a build or an endpoint that no run holds has been billing for 45 minutes.',
      heading: 'Still billing',
      metric: 'StillBilling',
      statistic: 'Minimum',
      minutes: 15,
      periods: 3,
      threshold: 1,
    });
  }
}
