import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

async function invoke(runtime: Runtime, name: string, event: unknown = {}, more: object = {}) {
  const client = new LambdaClient(clientOptions(runtime));
  const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...more }));
  return { ...answer, body: answer.Payload?.length ? JSON.parse(Buffer.from(answer.Payload).toString()) : undefined };
}

async function logOf(runtime: Runtime, name: string): Promise<string[]> {
  const client = new CloudWatchLogsClient(clientOptions(runtime));
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
  return events.map(({ message }) => message ?? '');
}

describe('invoke', () => {
  it('runs the handler and returns its answer, the version and the log tail', async () => {
    const runtime = await testWorld();
    await makeFunction(
      runtime.world,
      'echo',
      'exports.handler = async (event) => { console.log("got", event.a); return { twice: event.a * 2 }; };',
    );
    const answer = await invoke(runtime, 'echo', { a: 21 }, { LogType: 'Tail' });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', body: { twice: 42 } });
    expect(answer.FunctionError).toBeUndefined();
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toMatch(
      /^START RequestId: .+ Version: \$LATEST\n.+\tINFO\tgot 21\nEND .+\nREPORT .+\tMemory Size: 128 MB/s,
    );
    expect(await logOf(runtime, 'echo')).toHaveLength(4);
  });

  it('keeps the worker warm and gives each concurrent event one of its own', async () => {
    const runtime = await testWorld();
    const source = 'let n = 0; exports.handler = async ({ ms }) => { n++; await new Promise((done) => setTimeout(done, ms)); return n; };';
    await makeFunction(runtime.world, 'count', source);
    expect([(await invoke(runtime, 'count', { ms: 0 })).body, (await invoke(runtime, 'count', { ms: 0 })).body]).toEqual([1, 2]);
    const both = await Promise.all([invoke(runtime, 'count', { ms: 50 }), invoke(runtime, 'count', { ms: 50 })]);
    expect(both.map(({ body }) => body).sort()).toEqual([1, 3]);
  });

  it('answers a thrown error by its name, for Step Functions to match', async () => {
    const runtime = await testWorld();
    await makeFunction(
      runtime.world,
      'bad',
      'exports.handler = async () => { const e = new Error("no"); e.name = "TrainingFailed"; throw e; };',
    );
    const answer = await invoke(runtime, 'bad');
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(answer.body).toEqual({
      errorType: 'TrainingFailed',
      errorMessage: 'no',
      trace: expect.arrayContaining([expect.stringContaining('index.cjs')]),
    });
    expect(await logOf(runtime, 'bad')).toContainEqual(expect.stringContaining('\tERROR\tInvoke Error \t{"errorType":"TrainingFailed"'));
  });

  it.each([
    ['a missing handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['a module that throws', 'throw new TypeError("at start");', 'TypeError', 'at start'],
    [
      'process.exit',
      'exports.handler = () => { process.exit(3); };',
      'Runtime.ExitError',
      /RequestId: .+ Error: Runtime exited with error: exit status 3/,
    ],
    [
      'an uncaught exception',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError("late"); }));',
      'RangeError',
      'late',
    ],
    [
      'an unhandled rejection',
      'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    ['something thrown that is no error', 'exports.handler = async () => { throw "text"; };', 'string', 'text'],
  ])('answers %s as AWS does, and works again with the next event', async (_what, source, errorType, errorMessage) => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', source);
    for (const _ of [1, 2]) {
      const answer = await invoke(runtime, 'f');
      expect(answer.FunctionError).toBe('Unhandled');
      expect(answer.body).toMatchObject({
        errorType,
        errorMessage: typeof errorMessage === 'string' ? errorMessage : expect.stringMatching(errorMessage),
      });
    }
  });

  it('cuts a function at its time-out, with the text that AWS gives', async () => {
    const timers: { ms: number; run: () => void }[] = [];
    const after = (ms: number, run: () => void) => {
      timers.push({ ms, run });
      return { cancel() {} };
    };
    const clock = { now: () => 1_700_000_000_000, after };
    const runtime = await testWorld({ clock });
    await makeFunction(runtime.world, 'slow', 'exports.handler = () => new Promise(() => { setInterval(() => {}, 1000); });', {
      Timeout: 7,
    });
    const pending = invoke(runtime, 'slow');
    while (timers.length === 0) await new Promise(setImmediate);
    // The first event of a thread also gets the 10 s that AWS allows for loading.
    expect(timers[0]?.ms).toBe(17_000);
    timers[0]?.run();
    const { body, FunctionError } = await pending;
    expect(FunctionError).toBe('Unhandled');
    expect(body).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 7\.00 seconds$/),
    });
  });

  it('gives the function its own variables and none of this machine', async () => {
    process.env.AWS_PROFILE = 'secret-profile';
    const runtime = await testWorld();
    await makeFunction(
      runtime.world,
      'env',
      'exports.handler = async (e, c) => ({ env: process.env, c, left: c.getRemainingTimeInMillis() });',
      {
        Environment: { Variables: { MINE: 'yes' } },
        Timeout: 9,
      },
    );
    const { body } = await invoke(runtime, 'env');
    delete process.env.AWS_PROFILE;
    expect(body.env).toMatchObject({
      MINE: 'yes',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: runtime.endpointUrl,
      AWS_LAMBDA_FUNCTION_NAME: 'env',
    });
    expect(body.env).not.toHaveProperty('AWS_PROFILE');
    expect(body.env).not.toHaveProperty('HOME');
    expect(body.c).toMatchObject({ functionName: 'env', functionVersion: '$LATEST', memoryLimitInMB: '128' });
    expect(body.left).toBeGreaterThan(0);
    expect(body.left).toBeLessThanOrEqual(9000);
  });

  it('makes calls of a function as its role', async () => {
    const runtime = await testWorld();
    const Role = await makeRole(runtime.world, 'caller');
    const sdk = JSON.stringify(require.resolve('@aws-sdk/client-cloudwatch-logs'));
    const source = `const { CloudWatchLogsClient, DescribeLogGroupsCommand } = require(${sdk});
      exports.handler = () => new CloudWatchLogsClient({ maxAttempts: 1 }).send(new DescribeLogGroupsCommand({}));`;
    await makeFunction(runtime.world, 'f', source, { Role, Timeout: 20 });
    expect((await invoke(runtime, 'f')).body).toMatchObject({
      errorType: 'AccessDeniedException',
      errorMessage:
        'User: arn:aws:sts::000000000000:assumed-role/caller/f is not authorized to perform: logs:DescribeLogGroups on resource: * because no identity-based policy allows the logs:DescribeLogGroups action',
    });
    expect(runtime.permissionsUsed()).toContainEqual({ role: Role, action: 'logs:DescribeLogGroups', resource: '*', allowed: false });
    const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'logs:Describe*', Resource: '*' } });
    await runtime.world.call('iam', 'PutRolePolicy', { RoleName: 'caller', PolicyName: 'p', PolicyDocument });
    expect((await invoke(runtime, 'f')).body).toMatchObject({ logGroups: [{ logGroupName: '/aws/lambda/f' }] });
  });

  it('ends a function that takes more memory than it has', async () => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', 'exports.handler = async () => { const a = []; for (;;) a.push(new Array(1e5).fill(1.5)); };', {
      Timeout: 60,
    });
    expect((await invoke(runtime, 'f')).body).toMatchObject({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: killed$/),
    });
  });

  it('refuses what is not there, is no JSON or too large', async () => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', 'exports.handler = async () => "x".repeat(7e6);');
    await expect(invoke(runtime, 'none:3')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:none:3',
    });
    await expect(invoke(runtime, 'f', {}, { Payload: '{' })).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    await expect(invoke(runtime, 'f', 'x'.repeat(7e6))).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    expect((await invoke(runtime, 'f')).body).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
    expect((await invoke(runtime, 'f', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  });

  it('tells the owner when the role may not write its log', async () => {
    const failures: string[] = [];
    const runtime = await testWorld({ onBackgroundError: (name, error) => void failures.push(`${name}: ${(error as Error).message}`) });
    const Role = await makeRole(runtime.world, 'mute', [], { logs: false });
    await makeFunction(runtime.world, 'f', 'exports.handler = async () => { console.log("x"); return 1; };', { Role });
    expect((await invoke(runtime, 'f')).body).toBe(1);
    expect(failures).toEqual([
      expect.stringContaining(
        'log of f: User: arn:aws:sts::000000000000:assumed-role/mute/f is not authorized to perform: logs:CreateLogStream',
      ),
    ]);
  });
});
