import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionName, functionSubstitution } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { repositoryText } from '../repository-root.ts';
import type { Functions } from './functions.ts';

/** One of the two state machines, and what it calls. */
export interface TrainyardStateMachineProps {
  readonly stateMachineName: string;
  /** `statemachine/….asl.json` */
  readonly definition: string;
  readonly functions: Functions;
}

/** A state machine: its definition with the versions of the functions that it names put in. */
export class TrainyardStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: TrainyardStateMachineProps) {
    super(scope, id);
    const { stateMachineName } = props;
    const text = JSON.stringify(JSON.parse(repositoryText(props.definition)));
    const holes = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole));
    const called = Object.entries(props.functions.byName).filter(([name]) => holes.has(functionSubstitution(name as FunctionName)));
    const role = new Role(this, 'Role', {
      description: `${stateMachineName}: calls its functions`,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        // Every version: executions begun before a redeploy go on with the one they started with.
        functions: new PolicyDocument({
          statements: [
            allow(
              ['lambda:InvokeFunction'],
              called.map(([, { function: fn }]) => `${fn.functionArn}:*`),
            ),
          ],
        }),
      },
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      role,
      // Inline: the template then says all there is to say, and a diff shows it. The partition goes in as a reference and not as a
      // substitution: linters of templates know the one, and refuse the other as a resource that does not exist (cfn-lint E3601).
      definitionBody: DefinitionBody.fromString(text.replaceAll(/\$\{Partition\}/g, Aws.PARTITION)),
      definitionSubstitutions: Object.fromEntries(
        called.map(([name, { version }]) => [functionSubstitution(name as FunctionName), version.functionArn]),
      ),
      tracingEnabled: true,
      logs: {
        // Under /aws/vendedlogs/: other names fill up a resource policy that the whole account shares.
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Task tokens are credentials: they stay out of the log. The console's history has the data.
        includeExecutionData: false,
      },
    });
  }
}
