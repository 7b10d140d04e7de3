import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Builds } from '../constructs/builds.ts';
import { Events } from '../constructs/events.ts';
import { Functions } from '../constructs/functions.ts';
import { Pipeline } from '../constructs/pipeline.ts';
import { RunsTopic } from '../constructs/runs-topic.ts';
import { Storage } from '../constructs/storage.ts';
import type { Options } from '../context.ts';
import { names } from '../names.ts';

/** What all models of an installation share: the pipeline, its functions and builds, the buckets and the topic. */
export class SharedStack extends Stack {
  constructor(scope: Construct, id: string, props: Pick<Options, 'installation' | 'email'>) {
    super(scope, id, { description: 'Trainyard: builds, trains, judges and deploys models' });
    const { installation, email } = props;
    const { artifacts, data } = new Storage(this, 'Storage');
    const { topic } = new RunsTopic(this, 'Runs', { installation, email });
    const { assets } = new Builds(this, 'Builds', { installation, artifacts });
    const functions = new Functions(this, 'Functions', { installation, artifacts, data, assets, topic });
    const { stateMachine } = new Pipeline(this, 'Pipeline', { installation, functions });
    new Events(this, 'Events', { installation, stateMachineArn: stateMachine.stateMachineArn, functions });

    // Exports by hand: the CDK's own come and go with their users, and then neither stack can be deployed first.
    this.#output('ArtifactsBucket', artifacts.bucketName, names.artifactsExport(this.stackName));
    this.#output('DataBucket', data.bucketName, names.dataExport(this.stackName));
    this.#output('StateMachineArn', stateMachine.stateMachineArn);
    this.#output('RunsTopicArn', topic.topicArn);
  }

  #output(name: string, value: string, exportName?: string): void {
    new CfnOutput(this, name, { value, exportName });
  }
}
