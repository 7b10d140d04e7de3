import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { names } from '../names.ts';
import type { Functions } from './functions.ts';

/** Whose events are heard, and who hears them. */
export interface EventsProps {
  readonly installation: string;
  readonly stateMachineArn: string;
  readonly functions: Functions;
}

/** What AWS tells the pipeline: a job changed (`wake` looks again, so a duplicate or a stranger's job does no harm), a run ended badly. */
export class Events extends Construct {
  constructor(scope: Construct, id: string, props: EventsProps) {
    super(scope, id);
    const { wake, finish } = props.functions.byName;
    const rule = (name: string, description: string, target: typeof wake, eventPattern: EventPattern) =>
      new Rule(this, name, { description, eventPattern, targets: [new LambdaFunction(target.function)] });

    rule('BuildEnded', 'A build or a verification ended', wake, {
      source: ['aws.codebuild'],
      detailType: ['CodeBuild Build State Change'],
      detail: {
        'project-name': [names.buildProject(props.installation), names.verifyProject(props.installation)],
        'build-status': ['SUCCEEDED', 'FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'],
      },
    });
    rule('TrainingEnded', 'A training job ended', wake, {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Training Job State Change'],
      detail: { TrainingJobStatus: ['Completed', 'Failed', 'Stopped'] },
    });
    // Every status: the events write them in their own way (IN_SERVICE), and not all are documented.
    rule('EndpointChanged', 'An endpoint changed', wake, {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Endpoint State Change'],
    });
    // A failed run's endpoint can be put right only now, and `finish` may have given up waiting.
    rule('EndpointSettled', 'An endpoint changes no more', finish, {
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Endpoint State Change'],
      detail: { EndpointStatus: ['IN_SERVICE', 'FAILED', 'OUT_OF_SERVICE', 'UPDATE_ROLLBACK_FAILED'] },
    });
    rule('RunFailed', 'A run ended without success', finish, {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [props.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
  }
}
