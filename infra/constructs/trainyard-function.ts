import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing, type Version } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type EnvName, type FunctionName, type FunctionSpec, functions } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { names } from '../names.ts';
import { repositoryPath } from '../repository-root.ts';

/** One function of the contract, and what it may do. */
export interface TrainyardFunctionProps {
  readonly installation: string;
  readonly name: FunctionName;
  /** All that any function may read: this one gets what the contract says it reads. */
  readonly environment: Readonly<Record<EnvName, string>>;
  /** What its role may do, besides writing its own log. */
  readonly statements: readonly PolicyStatement[];
}

/** A Lambda function with a role and a log group of its own, and the published version that state machines call. */
export class TrainyardFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** Retained when the code changes: a running execution keeps the code it started with. */
  readonly version: Version;

  constructor(scope: Construct, id: string, props: TrainyardFunctionProps) {
    super(scope, id);
    const spec: FunctionSpec = functions[props.name];
    const functionName = names.function(props.installation, props.name);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      // Its name is fixed: kept, it would stand in the way of the next deploy.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      description: `${functionName}: ${spec.purpose}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        function: new PolicyDocument({
          statements: [
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
            allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
            ...props.statements,
          ],
        }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: spec.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(repositoryPath(`dist/lambdas/${props.name}`)),
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      tracing: Tracing.ACTIVE,
      timeout: Duration.seconds(spec.timeoutSeconds),
      memorySize: spec.memoryMb,
      environment: Object.fromEntries(spec.env.map((name) => [name, props.environment[name]])),
      // But a version that a rolled-back deploy made goes with it: left there, it would refuse to be published a second time.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    this.version = this.function.currentVersion;
  }
}
