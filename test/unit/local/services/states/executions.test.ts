import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };

async function machine(runtime: Runtime, definition: object, name = 'm', statements: object[] = []) {
  const client = new SFNClient(clientOptions(runtime));
  const roleArn = await makeRole(runtime.world, `${name}-machine`, statements, { service: 'states.amazonaws.com', logs: false });
  const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name, roleArn, definition: text }));
  return { client, stateMachineArn, roleArn, definition: text };
}

/** Runs to the end, asking as `aws stepfunctions` users do. */
async function finish(client: SFNClient, executionArn: string | undefined) {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const mayInvoke = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }];
const invoke = (FunctionName: string, more: object = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName, Payload: '{% $states.input %}' }, End: true, ...more } },
});

describe('an execution through the SDK', () => {
  it('invokes a function under the role and answers with the whole envelope', async () => {
    const runtime = await testWorld();
    const functionArn = await makeFunction(runtime.world, 'double', 'exports.handler = async ({ n }) => ({ n: n * 2 });');
    const { client, stateMachineArn } = await machine(runtime, invoke(functionArn), 'm', mayInvoke);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{ "n": 21 }' }));
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:m:one');
    const done = await finish(client, executionArn);
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      input: '{ "n": 21 }',
      inputDetails: { included: true },
      redriveStatus: 'NOT_REDRIVABLE',
    });
    expect(done.stopDate).toBeInstanceOf(Date);
    expect(JSON.parse(done.output as string)).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { n: 42 },
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Length': '8', 'X-Amz-Executed-Version': '$LATEST' } },
      StatusCode: 200,
    });
  });

  it("fails with the function's own error, and with AWS's words for a missing permission or function", async () => {
    const runtime = await testWorld();
    const source = 'exports.handler = async () => { throw Object.assign(new Error("no disk"), { name: "CapacityUnavailable" }); };';
    const functionArn = await makeFunction(runtime.world, 'broken', source);
    const failing = await machine(runtime, invoke(functionArn), 'failing', mayInvoke);
    const start = async ({ client, stateMachineArn }: typeof failing) =>
      finish(client, (await client.send(new StartExecutionCommand({ stateMachineArn }))).executionArn);
    const failed = await start(failing);
    expect(failed).toMatchObject({ status: 'FAILED', error: 'CapacityUnavailable', redriveStatus: 'REDRIVABLE' });
    expect(JSON.parse(failed.cause as string)).toMatchObject({ errorType: 'CapacityUnavailable', errorMessage: 'no disk' });

    const denied = await start(await machine(runtime, invoke(functionArn), 'denied'));
    expect(denied.error).toBe('Lambda.AWSLambdaException');
    expect(denied.cause).toMatch(
      /denied-machine.* is not authorized to perform: lambda:InvokeFunction.*Service: AWSLambda; Status Code: 403/s,
    );

    const missing = await start(await machine(runtime, invoke('nowhere'), 'missing', mayInvoke));
    expect(missing.error).toBe('Lambda.ResourceNotFoundException');
    expect(missing.cause).toMatch(
      /^Function not found: .*nowhere.*\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException/,
    );
  });

  it('pages the history, turns it round and leaves the data out', async () => {
    const runtime = await testWorld();
    const { client, stateMachineArn } = await machine(runtime, {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' }, B: { Type: 'Pass', End: true } },
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await finish(client, executionArn);
    const first = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 4 }));
    const second = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 4, nextToken: first.nextToken }));
    expect(first.events?.concat(second.events ?? []).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second.nextToken).toBeUndefined();
    expect(first.events?.[2]).toMatchObject({
      type: 'PassStateExited',
      stateExitedEventDetails: { assignedVariables: { v: '1' }, output: '{}' },
    });
    expect(first.events?.[0]?.timestamp).toBeInstanceOf(Date);
    const reversed = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, includeExecutionData: false }));
    expect(reversed.events?.map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(reversed.events?.[3]?.stateExitedEventDetails).toEqual({ name: 'A' });
    await expect(client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('is idempotent while it runs, and never takes a used name for another run', async () => {
    const runtime = await testWorld();
    const { client, stateMachineArn } = await machine(runtime, wait);
    const start = (input: string) => client.send(new StartExecutionCommand({ stateMachineArn, name: 'once', input }));
    const first = await start('{"a":1}');
    expect(await start('{"a":1}')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    const taken = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first.executionArn}'` };
    await expect(start('{"a":2}')).rejects.toMatchObject(taken);
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'E', cause: 'C' }));
    expect(await finish(client, first.executionArn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C', stopDate });
    await expect(start('{"a":1}')).rejects.toMatchObject(taken);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
    expect(executions?.map(({ name }) => name)).toEqual(['once']);
  });

  it('refuses bad input, names and ARNs in AWS\u2019s words', async () => {
    const runtime = await testWorld();
    const { client, stateMachineArn, roleArn } = await machine(runtime, wait);
    const start = (more: object) => client.send(new StartExecutionCommand({ stateMachineArn, ...more }));
    await expect(start({ input: 'not json' })).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message:
        "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
    });
    await expect(start({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName', message: "Invalid Name: 'a b'" });
    await expect(start({ stateMachineArn: 'm' })).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(start({ stateMachineArn: `${stateMachineArn}x` })).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(client.send(new DescribeExecutionCommand({ executionArn: `${stateMachineArn}:x` }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:x';
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${executionArn}'`,
    });
    const jsonPath = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', ResultPath: '$.a', End: true } } });
    await expect(client.send(new CreateStateMachineCommand({ name: 'p', roleArn, definition: jsonPath }))).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(
        /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: JSONPath is not supported.* at \/States\/P'$/,
      ),
    });
  });
});

describe('a task token through the SDK', () => {
  it('is stored by a function and answered from outside', async () => {
    const runtime = await testWorld();
    const source = 'exports.handler = async (event) => ({ stored: event.token });';
    const functionArn = await makeFunction(runtime.world, 'store', source);
    const { client, stateMachineArn } = await machine(
      runtime,
      invoke(functionArn, {
        Resource: `${INVOKE}.waitForTaskToken`,
        Arguments: { FunctionName: functionArn, Payload: { token: '{% $states.context.Task.Token %}' } },
      }),
      'm',
      mayInvoke,
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    const taskToken = await submittedToken(client, executionArn);
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: 'no' }))).rejects.toMatchObject({ name: 'InvalidOutput' });
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok": true}' }));
    expect(await finish(client, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok": true}' });
    await expect(client.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
    await expect(client.send(new SendTaskHeartbeatCommand({ taskToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });
});

async function submittedToken(client: SFNClient, executionArn: string | undefined): Promise<string> {
  for (;;) {
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const submitted = events.find(({ type }) => type === 'TaskSubmitted')?.taskSubmittedEventDetails?.output;
    if (submitted) return JSON.parse(submitted).Payload.stored;
  }
}

describe('a state machine through the SDK', () => {
  it('can be described, changed and validated; what runs keeps its revision', async () => {
    const runtime = await testWorld();
    const { client, stateMachineArn, definition, roleArn } = await machine(runtime, wait);
    expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition,
      roleArn,
    });
    expect(await client.send(new CreateStateMachineCommand({ name: 'm', roleArn, definition }))).toMatchObject({ stateMachineArn });
    const other = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { Type: 'Succeed' } } });
    await expect(client.send(new CreateStateMachineCommand({ name: 'm', roleArn, definition: other }))).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${stateMachineArn}'`,
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: other }));
    expect((await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).definition).toBe(definition);
    expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(other);
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toMatchObject([{ name: 'm', stateMachineArn }]);
    const verdict = await client.send(new ValidateStateMachineDefinitionCommand({ definition: '{"StartAt":"A"}' }));
    expect(verdict).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'These fields are required: [States]', location: '/' }],
      truncated: false,
    });
  });
});

describe('a world that stopped during an execution', () => {
  it('closes it as ABORTED when it starts again, with a cause and an event', async () => {
    const dataDir = temporaryFolder();
    const before = await testWorld({ dataDir });
    const { client, stateMachineArn } = await machine(before, wait);
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await client.send(new GetExecutionHistoryCommand({ executionArn }));
    await before.stop();

    const after = await testWorld({ dataDir });
    const again = new SFNClient(clientOptions(after));
    const cause = "Trainyard's local world was stopped during this execution";
    expect(await again.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'ABORTED', cause });
    const { events } = await again.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ id, type }) => `${id} ${type}`)).toEqual(['1 ExecutionStarted', '2 WaitStateEntered', '3 ExecutionAborted']);
    expect(events?.[2]?.executionAbortedEventDetails).toEqual({ cause });
  });
});
