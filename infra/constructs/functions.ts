import { Construct } from 'constructs';
import { type EnvName, type FunctionName, functions } from '../../lambdas/contract/functions.ts';
import { names } from '../names.ts';
import { functionGrants, type GrantsProps } from './function-grants.ts';
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
      RUNS_TOPIC_ARN: props.topic.topicArn,
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

/** `start-image` → `StartImage`. */
const pascal = (name: string) => name.replace(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());
