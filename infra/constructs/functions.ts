import { Construct } from 'constructs';
import { type EnvName, type FunctionName, functions } from '../../lambdas/contract/functions.ts';
import { functionGrants } from '../grants/function-grants.ts';
import type { GrantsProps } from '../grants/vocabulary.ts';
import { colonArn, names, pascal } from '../names.ts';
import { TrainyardFunction } from './trainyard-function.ts';

/** Every function of the contract. */
export class Functions extends Construct {
  readonly byName: Readonly<Record<FunctionName, TrainyardFunction>>;

  constructor(scope: Construct, id: string, props: GrantsProps) {
    super(scope, id);
    const { installation } = props;
    const environment: Record<EnvName, string> = {
      INSTALLATION: installation,
      ARTIFACTS_BUCKET: props.artifacts.bucketName,
      DATA_BUCKET: props.data.bucketName,
      RUNS_TOPIC_ARN: props.runsTopic.topicArn,
      LAUNCH_TOPIC_ARN: props.launchTopic.topicArn,
      // By name: the definitions name functions, and CloudFormation refuses a circle.
      PIPELINE_ARN: colonArn(this, 'states', 'stateMachine', names.pipeline(installation)),
      RECOVERY_ARN: colonArn(this, 'states', 'stateMachine', names.recovery(installation)),
      BUILD_PROJECT: names.buildProject(installation),
      VERIFY_PROJECT: names.verifyProject(installation),
    };
    const grants = functionGrants(this, props);
    const entries = (Object.keys(functions) as FunctionName[]).map(
      (name) => [name, new TrainyardFunction(this, pascal(name), { installation, name, environment, statements: grants[name] })] as const,
    );
    this.byName = Object.fromEntries(entries) as Record<FunctionName, TrainyardFunction>;
  }
}
