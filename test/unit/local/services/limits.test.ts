import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../local/server/create-world.ts';
import { MemoryStore } from '../../../../local/store.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const account = '000000000000';
const roleArn = `arn:aws:iam::${account}:role/r`;
const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { Type: 'Succeed' } } });
const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:m`;

function world() {
  const { world } = createWorld({ dataDir: '/nowhere', clock: new VirtualClock(), store: new MemoryStore(), onBackgroundError: () => {} });
  // biome-ignore lint/suspicious/noExplicitAny: answers of every operation.
  const call = (service: string, operation: string, input: object): Promise<any> => world.call(service as never, operation, input);
  return { world, call };
}

/** A text of so many bytes in half as many characters. */
const wide = (bytes: number): string => 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);

describe('sizes are bytes of UTF-8', () => {
  it('of the input of an execution', async () => {
    const { call } = world();
    await call('states', 'CreateStateMachine', { name: 'm', definition, roleArn });
    const start = (bytes: number) => call('states', 'StartExecution', { stateMachineArn, input: JSON.stringify(wide(bytes - 2)) });
    await expect(start(262_144)).resolves.toMatchObject({ executionArn: expect.any(String) });
    await expect(start(262_145)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144$/),
    });
  });

  it('of the output that a task token is answered with', async () => {
    const { call } = world();
    const send = (bytes: number) => call('states', 'SendTaskSuccess', { taskToken: 't', output: JSON.stringify(wide(bytes - 2)) });
    await expect(send(262_144)).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(262_145)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('of a message to a topic', async () => {
    const { call } = world();
    const { TopicArn } = await call('sns', 'CreateTopic', { Name: 't' });
    await expect(call('sns', 'Publish', { TopicArn, Message: wide(262_144) })).resolves.toMatchObject({ MessageId: expect.any(String) });
    await expect(call('sns', 'Publish', { TopicArn, Message: wide(262_145) })).rejects.toThrow('Message too long');
  });

  it('of a message to a queue, with its attributes', async () => {
    const { call } = world();
    await call('sqs', 'CreateQueue', { QueueName: 'q' });
    const MessageAttributes = { n: { DataType: 'String', StringValue: wide(93) } };
    const send = (bytes: number) =>
      call('sqs', 'SendMessage', { QueueUrl: 'http://x/0/q', MessageBody: wide(bytes - 100), MessageAttributes });
    await expect(send(1_048_576)).resolves.toMatchObject({ MessageId: expect.any(String) });
    await expect(send(1_048_577)).rejects.toThrow('Message must be shorter than 1048576 bytes');
  });

  it('of the events of one request', async () => {
    const { call } = world();
    const put = (bytes: number) => {
      const entry = { Source: 'mine', DetailType: 'test' };
      return call('events', 'PutEvents', {
        Entries: [
          { ...entry, Detail: '{}' },
          { ...entry, Detail: JSON.stringify({ a: wide(bytes - 26) }) },
        ],
      });
    };
    await expect(put(1_048_576)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(1_048_577)).rejects.toThrow('Total size of the entries in the request is over the limit.');
  });

  it('of a parameter', async () => {
    const { call } = world();
    const put = (bytes: number, Tier: string) =>
      call('ssm', 'PutParameter', { Name: `/${Tier}/${bytes}`, Value: wide(bytes), Type: 'String', Tier });
    for (const [tier, most] of [['Standard', 4096] as const, ['Advanced', 8192] as const]) {
      await expect(put(most, tier)).resolves.toMatchObject({ Tier: tier });
      await expect(put(most + 1, tier)).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });

  it('of a secret', async () => {
    const { call } = world();
    await expect(call('secretsmanager', 'CreateSecret', { Name: 'a', SecretString: wide(65_536) })).resolves.toMatchObject({ Name: 'a' });
    await expect(call('secretsmanager', 'CreateSecret', { Name: 'b', SecretString: wide(65_537) })).rejects.toThrow('65536');
  });
});

describe('what is no ARN is refused where an ARN is asked for', () => {
  const project = {
    name: 'pp',
    source: { type: 'NO_SOURCE' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  };
  const functions = { FunctionName: 'f', Runtime: 'nodejs20.x', Handler: 'index.handler', Code: { Directory: '/nowhere' } };
  const rule = { Name: 'r', EventPattern: '{"source":["s"]}' };
  const machineTarget = { Id: 't', Arn: stateMachineArn };

  it.each([
    ['states', 'CreateStateMachine', { name: 'm', definition, roleArn: 'role' }, 'InvalidArn', "Invalid Role Arn: 'role'"],
    ['states', 'CreateStateMachine', { name: 'm', definition, roleArn: 'arn:aws:iam::1:user/u' }, 'InvalidArn', 'Invalid Role Arn'],
    ['states', 'UpdateStateMachine', { stateMachineArn, roleArn: 'role' }, 'InvalidArn', "Invalid Role Arn: 'role'"],
    ['states', 'StartExecution', { stateMachineArn: 'm' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: m'"],
    [
      'lambda',
      'CreateFunction',
      { ...functions, Role: 'role' },
      'ValidationException',
      "Value 'role' at 'role' failed to satisfy constraint",
    ],
    ['codebuild', 'CreateProject', { ...project, serviceRole: 'role' }, 'InvalidInputException', 'Invalid service role'],
    ['sagemaker', 'CreateModel', { ModelName: 'm', ExecutionRoleArn: 'role' }, 'ValidationException', "'executionRoleArn'"],
    ['events', 'PutRule', { ...rule, RoleArn: 'role' }, 'ValidationException', 'Parameter RoleArn is not valid'],
    ['events', 'PutTargets', { Rule: 'known', Targets: [{ Id: 't', Arn: 'target' }] }, 'ValidationException', 'Parameter Arn is not valid'],
    [
      'events',
      'PutTargets',
      { Rule: 'known', Targets: [{ ...machineTarget, RoleArn: 'role' }] },
      'ValidationException',
      'Parameter RoleArn',
    ],
    [
      'events',
      'PutTargets',
      { Rule: 'known', Targets: [machineTarget] },
      'ValidationException',
      `RoleArn is required for target ${stateMachineArn}.`,
    ],
    [
      'events',
      'PutTargets',
      { Rule: 'known', Targets: [{ ...machineTarget, RoleArn: roleArn, DeadLetterConfig: { Arn: 'queue' } }] },
      'ValidationException',
      'Parameter DeadLetterConfig.Arn',
    ],
    ['sns', 'Publish', { TopicArn: 'topic', Message: 'm' }, 'InvalidParameter', 'An ARN must have at least 6 elements'],
    ['sts', 'AssumeRole', { RoleArn: 'role', RoleSessionName: 's' }, 'ValidationException', "'roleArn'"],
  ] as const)('%s %s %j', async (service, operation, input, name, message) => {
    const { call } = world();
    await call('events', 'PutRule', { ...rule, Name: 'known' });
    await call('states', 'CreateStateMachine', { name: 'm', definition, roleArn });
    await expect(call(service, operation, input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
