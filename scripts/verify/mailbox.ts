import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export const mailboxName = (installation: string): string => `${installation}-mailbox`;

/** A subscriber of the runs topic that both worlds have: SNS delivers to a function, whose log keeps what came. Goes with the stack. */
export class Mailbox extends Construct {
  constructor(scope: Construct, id: string, { installation, topic }: { readonly installation: string; readonly topic: ITopic }) {
    super(scope, id);
    const functionName = mailboxName(installation);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logs = new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { logs: new PolicyDocument({ statements: [logs] }) },
    });
    const mailbox = new LambdaFunction(this, 'Function', {
      functionName,
      description: 'Keeps the mails of a verification in its log',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(import.meta.dirname, 'mailbox')),
      role: role.withoutPolicyUpdates(),
      logGroup,
      timeout: Duration.seconds(10),
    });
    topic.addSubscription(new LambdaSubscription(mailbox));
  }
}
