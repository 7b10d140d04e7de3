import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorld } from '../../../../../local/runtime.ts';

/**
 * Hands one event to a function on every way there is, and kills itself right after the last answer: `killed-world.ts DIR`. The function
 * hangs until `DIR/go` is there, then writes down what it got.
 */
const dir = process.argv[2] as string;
const code = join(dir, 'code');
mkdirSync(code);
writeFileSync(
  join(code, 'index.cjs'),
  `const { appendFileSync, existsSync } = require('node:fs');
  exports.handler = async (event, { awsRequestId }) => {
    if (!existsSync(${JSON.stringify(join(dir, 'go'))})) return new Promise(() => setInterval(() => {}, 1000));
    const via = event.via ?? event.detail?.via ?? JSON.parse(event.Records[0].Sns.Message).via;
    appendFileSync(${JSON.stringify(join(dir, 'got'))}, JSON.stringify({ via, endpoint: process.env.AWS_ENDPOINT_URL }) + '\\n');
  };`,
);
const { world } = await startWorld({ dataDir: join(dir, 'data') });
const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const { Role } = await world.call<{ Role: { Arn: string } }>('iam', 'CreateRole', {
  RoleName: 'r',
  AssumeRolePolicyDocument: JSON.stringify(trust),
});
const settings = { FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: Role.Arn, Timeout: 900 };
const { FunctionArn } = await world.call<{ FunctionArn: string }>('lambda', 'CreateFunction', { ...settings, Code: { Directory: code } });
for (const Principal of ['sns.amazonaws.com', 'events.amazonaws.com'])
  await world.call('lambda', 'AddPermission', {
    FunctionName: 'f',
    StatementId: Principal.slice(0, 3),
    Action: 'lambda:InvokeFunction',
    Principal,
  });
const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't' });
await world.call('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint: FunctionArn });
await world.call('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["mine"]}' });
await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FunctionArn }] });

await world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{"via":"Invoke"}' });
await world.call('events', 'PutEvents', { Entries: [{ Source: 'mine', DetailType: 'd', Detail: '{"via":"PutEvents"}' }] });
await world.call('sns', 'Publish', { TopicArn, Message: '{"via":"Publish"}' });
world.emit({ source: 'mine', detailType: 'd', detail: { via: 'emit' }, resources: [] });
await Promise.resolve();
process.kill(process.pid, 'SIGKILL');
