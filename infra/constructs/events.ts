import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { names } from '../names.ts';
import type { Functions } from './functions.ts';

/** Whose events are heard, and who hears them. */
export interface EventsProps {
  readonly installation: string;
  /** Of the pipeline and the recovery. */
  readonly stateMachineArns: readonly string[];
  readonly functions: Functions;
  /** Gets the events that a function was not there for. */
  readonly deadLetters: IQueue;
}

/**
 * What AWS tells the functions: a job changed (`wake` looks again, so a duplicate or a stranger's job does no harm), an execution ended
 * (`finish` goes on with its model), five minutes went by (`sweep` goes on with every model, whatever event was lost).
 */
export class Events extends Construct {
  constructor(scope: Construct, id: string, props: EventsProps) {
    super(scope, id);
    const { wake, finish, sweep } = props.functions.byName;
    const target = (fn: typeof wake) => new LambdaFunction(fn.function, { deadLetterQueue: props.deadLetters });
    const rule = (name: string, description: string, fn: typeof wake, eventPattern: EventPattern) =>
      new Rule(this, name, { description, eventPattern, targets: [target(fn)] });

    rule('BuildEnded', 'A build or a verification ended', wake, {
      source: ['aws.codebuild'],
      detailType: ['CodeBuild Build State Change'],
      detail: {
        'project-name': [names.buildProject(props.installation), names.verifyProject(props.installation)],
        'build-status': ['SUCCEEDED', 'FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'],
      },
    });
    // Under way as well: a run that hears of it looks at the job less often.
    rule('TrainingEnded', 'A training job ended, or downloads its data', wake, {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Training Job State Change'],
      detail: { $or: [{ TrainingJobStatus: ['Completed', 'Failed', 'Stopped'] }, { SecondaryStatus: ['Downloading'] }] },
    });
    // Every status: the events write them in their own way (IN_SERVICE), and not all are documented.
    rule('EndpointChanged', 'An endpoint changed', wake, {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Endpoint State Change'],
    });
    rule('ExecutionEnded', 'A run or a recovery ended', finish, {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [...props.stateMachineArns], status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    new Rule(this, 'Sweep', {
      description: 'Finds what an event was lost for',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [target(sweep)],
    });
  }
}
