import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../local/services/errors.ts';
import type { World } from '../../../../../local/world.ts';
import { type OtherServices, statesWorld } from '../../../../support/states-world.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

function setUp(others?: OtherServices) {
  const clock = new VirtualClock();
  return { clock, ...statesWorld({ clock, others }) };
}

async function create(world: World, name: string, state: object): Promise<void> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { End: true, ...state } } });
  await world.call('states', 'CreateStateMachine', { name, roleArn: 'arn:aws:iam::000000000000:role/r', definition });
}

async function run({ world, clock }: ReturnType<typeof setUp>, name: string, input = '{}') {
  const { executionArn } = await world.call<{ executionArn: string }>('states', 'StartExecution', { stateMachineArn: arn(name), input });
  await clock.run();
  return world.call<{ status: string; output?: string; error?: string; cause?: string }>('states', 'DescribeExecution', { executionArn });
}

describe('sns:publish', () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Arguments: { TopicArn: 't', Message: { a: '{% $states.input.b %}' } },
  };

  it('sends what is no text as JSON, under the role of the machine', async () => {
    const calls: unknown[] = [];
    const setup = setUp(async (...call) => {
      calls.push(call);
      return { MessageId: 'id' };
    });
    await create(setup.world, 'm', task);
    const { output } = await run(setup, 'm', '{"b":1}');
    expect(calls).toMatchObject([
      ['sns', 'Publish', { TopicArn: 't', Message: '{"a":1}' }, { roleArn: 'arn:aws:iam::000000000000:role/r' }],
    ]);
    expect(JSON.parse(output as string)).toMatchObject({ MessageId: 'id', SdkHttpMetadata: { HttpStatusCode: 200 } });
  });

  it("names the service's errors as the optimised integration does", async () => {
    const setup = setUp(() => Promise.reject(new AwsError('NotFound', 'Topic does not exist', 404)));
    await create(setup.world, 'm', task);
    const { error, cause } = await run(setup, 'm', '{"b":1}');
    expect(error).toBe('SNS.NotFoundException');
    expect(cause).toMatch(
      /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: .*; Proxy: null\)$/,
    );
  });
});

describe('events:putEvents', () => {
  it('fails when an entry was not taken', async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'X', ErrorMessage: 'y' }] };
    const setup = setUp(async () => answer);
    await create(setup.world, 'm', {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [{ Detail: { a: 1 } }] },
    });
    expect(await run(setup, 'm')).toMatchObject({ error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) });
  });
});

describe('states:startExecution', () => {
  const parent = (pattern: string) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: arn('child'), Input: '{% $states.input %}', Name: 'c' },
  });

  it('starts and goes on, or waits and gives the output as text or as a value', async () => {
    const outputs = [];
    for (const pattern of ['', '.sync', '.sync:2']) {
      const setup = setUp();
      await create(setup.world, 'child', { Type: 'Wait', Seconds: 60 });
      await create(setup.world, 'parent', parent(pattern));
      const { status, output } = await run(setup, 'parent', '{"a":1}');
      expect(status).toBe('SUCCEEDED');
      outputs.push(JSON.parse(output as string));
    }
    const ExecutionArn = 'arn:aws:states:us-east-1:000000000000:execution:child:c';
    expect(outputs[0]).toMatchObject({ ExecutionArn, StartDate: expect.any(Number), SdkHttpMetadata: { HttpStatusCode: 200 } });
    expect(outputs[1]).toMatchObject({
      ExecutionArn,
      Name: 'c',
      Status: 'SUCCEEDED',
      Output: '{"a":1}',
      OutputDetails: { Included: true },
    });
    expect(outputs[2]).toMatchObject({ Input: { a: 1 }, Output: { a: 1 } });
  });

  it('fails with the description of a failed child, and stops a child it no longer waits for', async () => {
    const setup = setUp();
    await create(setup.world, 'child', { Type: 'Wait', Seconds: 60 });
    await create(setup.world, 'parent', { ...parent('.sync'), TimeoutSeconds: 10 });
    expect(await run(setup, 'parent')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const child = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:c' };
    expect(await setup.world.call('states', 'DescribeExecution', child)).toMatchObject({ status: 'ABORTED' });

    const failing = setUp();
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'C' } } });
    await failing.world.call('states', 'CreateStateMachine', { name: 'child', roleArn: 'arn:aws:iam::000000000000:role/r', definition });
    await create(failing.world, 'parent', parent('.sync:2'));
    const { error, cause } = await run(failing, 'parent');
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause as string)).toMatchObject({ Error: 'E', Cause: 'C', Status: 'FAILED', Input: '{}' });
  });
});

describe('the bus', () => {
  it("hears of every change of status, with AWS's detail", async () => {
    const setup = setUp();
    await create(setup.world, 'm', { Type: 'Pass', Output: { done: true } });
    await run(setup, 'm', '{"a": 1}');
    expect(setup.events).toHaveLength(2);
    expect(setup.events[0]).toMatchObject({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      detail: { status: 'RUNNING' },
    });
    const now = setup.clock.now();
    expect(setup.events[1]?.detail).toEqual({
      executionArn: setup.events[1]?.resources[0],
      stateMachineArn: arn('m'),
      name: expect.any(String),
      status: 'SUCCEEDED',
      startDate: now,
      stopDate: now,
      input: '{"a": 1}',
      output: '{"done":true}',
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      inputDetails: { included: true },
      outputDetails: { included: true },
      error: null,
      cause: null,
    });
  });
});

describe('an integration that is not there', () => {
  it('says which ones are', async () => {
    const setup = setUp();
    await create(setup.world, 'm', { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Arguments: {} });
    const { error, cause } = await run(setup, 'm');
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("no integration 'sqs:sendMessage'. It has: Lambda function ARNs, lambda:invoke, sns:publish");
  });
});
