import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionName, functionSubstitution } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { names } from '../names.ts';
import { repositoryText } from '../repository-root.ts';
import type { Functions } from './functions.ts';

/** What the state machine calls. */
export interface PipelineProps {
  readonly installation: string;
  readonly functions: Functions;
}

/** The pipeline's state machine: `statemachine/pipeline.asl.json` with the functions' versions put in. */
export class Pipeline extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const text = repositoryText('statemachine/pipeline.asl.json');
    const holes = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole));
    const called = Object.entries(props.functions.byName).filter(([name]) => holes.has(functionSubstitution(name as FunctionName)));
    const stateMachineName = names.stateMachine(props.installation);
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
      // Inline: the template then says all there is to say, and a diff shows it.
      definitionBody: DefinitionBody.fromString(JSON.stringify(JSON.parse(text))),
      definitionSubstitutions: {
        // Step Functions does not know CloudFormation's pseudo parameters.
        Partition: Aws.PARTITION,
        ...Object.fromEntries(called.map(([name, { version }]) => [functionSubstitution(name as FunctionName), version.functionArn])),
      },
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
