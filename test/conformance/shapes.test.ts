import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, readCases, type ServiceTask } from './case-file.ts';
import { judge } from './judge.ts';

const folder = mkdtempSync(join(tmpdir(), 'trainyard-shapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SERVICE = 'arn:aws:states:::';
const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:f';
const LIMIT_CAUSE = "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.";

interface Made {
  readonly task?: object;
  readonly states?: object;
  readonly recorded?: Omit<ServiceTask, 'state' | 'resource'>;
  readonly expected: Case['expected'];
  readonly types?: readonly string[];
  readonly more?: Partial<Case>;
}

/** A case as the recordings have them, of one Task state unless `states` says otherwise. */
function made({ task, states, recorded, expected, types, more }: Made): object {
  const resource = (task as { Resource?: string } | undefined)?.Resource?.replace(SERVICE, '') ?? '';
  return {
    id: 'made',
    stateMachineName: 'm',
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:m',
    executionName: 'e',
    executionArn: 'arn:aws:states:us-east-1:111111111111:execution:m:e',
    roleArn: 'arn:aws:iam::111111111111:role/r',
    definition: { QueryLanguage: 'JSONata', StartAt: 'T', States: states ?? { T: { Type: 'Task', ...task, End: true } } },
    serviceTasks: recorded ? [{ state: 'T', resource, ...recorded }] : [],
    input: {},
    // Only the types are written here, and compared: the given recordings show the details.
    expected: types ? { ...expected, history: types.map((type) => ({ type })) } : expected,
    compare: {},
    ...more,
  };
}

/** The outcome's difference, and the first history difference that concerns types. */
async function verdict(file: object | string): Promise<unknown> {
  writeFileSync(join(folder, 'case.json'), typeof file === 'string' ? file : JSON.stringify(file));
  const [read] = readCases(folder);
  if (!read) throw new Error('The file was passed over.');
  const answer = await judge(read);
  if ('skipped' in answer) return answer;
  const history = answer.history?.startsWith('event[1:ExecutionStarted]: unexpected') ? undefined : answer.history;
  return [answer.outcome, history];
}

const same = [undefined, undefined];
const submitted = ['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted'];
const through = (...inside: string[]) => ['ExecutionStarted', ...inside, 'TaskStateExited', 'ExecutionSucceeded'];

describe('cases of every kind of service task', () => {
  const results: [string, object, unknown][] = [
    ['sns:publish', { TopicArn: 't', Message: 'x' }, { MessageId: 'm' }],
    ['events:putEvents', { Entries: [{ Detail: {}, DetailType: 'd', Source: 's' }] }, { Entries: [], FailedEntryCount: 0 }],
    ['states:startExecution', { StateMachineArn: 'c', Input: {} }, { ExecutionArn: 'a', StartDate: 1 }],
    ['sqs:sendMessage', { QueueUrl: 'q', MessageBody: 'x' }, { MessageId: 'm' }],
    ['aws-sdk:ssm:getParameter', { Name: 'p' }, { Parameter: { Value: 'v' } }],
  ];
  for (const [name, Arguments, output] of results) {
    it(`replay ${name}`, async () => {
      const task = { Resource: `${SERVICE}${name}`, Arguments };
      const types = through('TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded');
      const file = made({ task, recorded: { parameters: Arguments, succeeded: output }, expected: { status: 'SUCCEEDED', output }, types });
      expect(await verdict(file)).toEqual(same);
    });
  }

  for (const pattern of ['sync', 'sync:2']) {
    it(`replay a child's success and failure of startExecution.${pattern}`, async () => {
      const task = { Resource: `${SERVICE}states:startExecution.${pattern}`, Arguments: { StateMachineArn: 'c' } };
      const more = { stateMachines: { 'arn:aws:states:us-east-1:111111111111:stateMachine:c': { definition: { no: 'machine' } } } };
      const output = { Status: 'SUCCEEDED', Output: pattern === 'sync' ? '{"a":1}' : { a: 1 } };
      const good = { submitted: { ExecutionArn: 'a' }, succeeded: output };
      const types = through(...submitted, 'TaskSucceeded');
      expect(await verdict(made({ task, recorded: good, expected: { status: 'SUCCEEDED', output }, types, more }))).toEqual(same);
      const failure = { error: 'States.TaskFailed', cause: { Status: 'FAILED', Input: '{}' } };
      const bad = { submitted: { ExecutionArn: 'a' }, failed: failure };
      const failed = ['ExecutionStarted', ...submitted, 'TaskFailed', 'ExecutionFailed'];
      expect(await verdict(made({ task, recorded: bad, expected: { status: 'FAILED', ...failure }, types: failed, more }))).toEqual(same);
    });
  }
});

describe('cases with task tokens', () => {
  const task = {
    Resource: `${SERVICE}lambda:invoke.waitForTaskToken`,
    Arguments: { FunctionName: FUNCTION, Payload: { token: '{% $states.context.Task.Token %}' } },
    HeartbeatSeconds: 5,
  };
  const parameters = { FunctionName: FUNCTION, Payload: { token: '<task_token:1>' } };
  const taken = { parameters, submitted: { StatusCode: 200 } };
  const more = { lambdas: { [FUNCTION]: { echo: true } } };

  it('replay success, even of bare values, after heartbeats', async () => {
    const callback = { action: 'SendTaskSuccess', heartbeatsBefore: 3 };
    for (const output of [{ ok: true }, 'text', 7]) {
      const recorded = { ...taken, succeeded: output, callback };
      const types = through(...submitted, 'TaskSucceeded');
      expect(await verdict(made({ task, recorded, expected: { status: 'SUCCEEDED', output }, types, more }))).toEqual(same);
    }
  });

  it('replay a failure without error and cause, and a heartbeat that did not come', async () => {
    const failed = ['ExecutionStarted', ...submitted, 'TaskFailed', 'ExecutionFailed'];
    expect(await verdict(made({ task, recorded: { ...taken, failed: {} }, expected: { status: 'FAILED' }, types: failed, more }))).toEqual(
      same,
    );
    const late = { ...taken, timedOut: { error: 'States.Timeout' }, callback: null };
    const timedOut = ['ExecutionStarted', ...submitted, 'TaskTimedOut', 'ExecutionFailed'];
    const expected = { status: 'FAILED', error: 'States.Timeout' };
    expect(await verdict(made({ task, recorded: late, expected, types: timedOut, more }))).toEqual(same);
  });

  it('are stopped where the recording was, with its error and cause', async () => {
    const types = ['ExecutionStarted', ...submitted, 'ExecutionAborted'];
    const actions = [{ action: 'StopExecution', error: 'E', cause: 'C' }];
    const expected = { status: 'ABORTED', error: 'E', cause: 'C' };
    expect(await verdict(made({ task, recorded: taken, expected, types, more: { ...more, actions } }))).toEqual(same);
    const states = { W: { Type: 'Wait', Seconds: 3, Next: 'T' }, T: { Type: 'Wait', Seconds: 60, End: true } };
    const waits = ['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'WaitStateEntered', 'ExecutionAborted'];
    const definition = { QueryLanguage: 'JSONata', StartAt: 'W', States: states };
    expect(await verdict(made({ expected: { status: 'ABORTED' }, types: waits, more: { definition } }))).toEqual(same);
  });
});

describe('cases with functions', () => {
  const byArn = { Resource: FUNCTION };
  const invoke = { Resource: `${SERVICE}lambda:invoke`, Arguments: { FunctionName: FUNCTION, Payload: '{% $states.input %}' } };
  const lambda = (behaviour: object) => ({ lambdas: { [FUNCTION]: behaviour } });

  it('that raise, are not there, are late or return too much', async () => {
    const raises = { errorType: 'Oops', errorMessage: 'no', stackTrace: [] };
    const cause = { ...raises, requestId: '<uuid:1>' };
    const masked = { compare: { masked: ['<uuid:1>'] } };
    const broken = { expected: { status: 'FAILED', error: 'Oops', cause }, more: { ...masked, ...lambda({ raises }) } };
    expect(await verdict(made({ task: byArn, ...broken }))).toEqual(same);
    expect(await verdict(made({ task: invoke, ...broken }))).toEqual(same);

    const recorded = { error: 'Lambda.ResourceNotFoundException', cause: 'Function not found: f (Request ID: 1)' };
    const missing = { expected: { status: 'FAILED', ...recorded }, more: lambda({ missing: true, recorded }) };
    expect(await verdict(made({ task: invoke, ...missing }))).toEqual(same);

    const late = { expected: { status: 'FAILED', error: 'States.Timeout' }, more: lambda({ delaySeconds: 60, echo: true }) };
    const types = ['ExecutionStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'];
    const timedOut = [...types, 'LambdaFunctionTimedOut', 'ExecutionFailed'];
    expect(await verdict(made({ task: { ...byArn, TimeoutSeconds: 2 }, types: timedOut, ...late }))).toEqual(same);

    const much = lambda({ returnsRepeated: { text: 'x', times: 257 * 1024 } });
    const tooMuch = { status: 'FAILED', error: 'States.DataLimitExceeded', cause: LIMIT_CAUSE };
    expect(await verdict(made({ task: invoke, expected: tooMuch, more: much }))).toEqual(same);
  });

  it('that return one thing after another to a Retry', async () => {
    const states = {
      T: { Type: 'Task', Resource: FUNCTION, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = "done" %}', Next: 'S' }], Default: 'T' },
      S: { Type: 'Succeed' },
    };
    const more = lambda({ returnsInOrder: ['not yet', 'not yet', 'done'] });
    expect(await verdict(made({ states, expected: { status: 'SUCCEEDED', output: 'done' }, more }))).toEqual(same);
  });

  it('side by side that are all late: every time-out is written before the first failure is', async () => {
    const states = {
      T: {
        Type: 'Map',
        Items: [1, 2, 3, 4],
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Task', Resource: FUNCTION, TimeoutSeconds: 2, End: true } } },
        End: true,
      },
    };
    const each = ['MapIterationStarted', 'TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted'];
    const types = [
      ...['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', ...each, ...each, ...each, ...each],
      ...Array(4).fill('LambdaFunctionTimedOut'),
      'MapIterationFailed',
      ...Array(3).fill(['TaskStateAborted', 'MapIterationAborted']).flat(),
      ...['TaskStateAborted', 'MapStateFailed', 'ExecutionFailed'],
    ];
    const more = lambda({ delaySeconds: 60, echo: true });
    expect(await verdict(made({ states, types, expected: { status: 'FAILED', error: 'States.Timeout' }, more }))).toEqual(same);
  });
});

describe('cases with a time of their own', () => {
  it('wait until a time that was computed from now', async () => {
    const states = {
      T: { Type: 'Wait', Timestamp: '{% $states.input.until %}', Next: 'P' },
      P: { Type: 'Pass', Output: '{% $now() %}', End: true },
    };
    const input = { until: '2024-05-01T10:00:07.000Z' };
    const expected = { status: 'SUCCEEDED', output: '2024-05-01T10:00:07.000Z' };
    for (const clock of [{ now: '2024-05-01T10:00:00Z' }, { startedAt: 1714557600 }, '2024-05-01T12:00:00+02:00'])
      expect(await verdict(made({ states, expected, more: { input, clock } }))).toEqual(same);
  });
});

describe('cases that cannot be run or compared', () => {
  it('count as JSONPath when a mixed definition needs it anywhere, even inside a Map', async () => {
    const path = { Type: 'Pass', Parameters: { 'a.$': '$.b' }, End: true };
    const definition = {
      StartAt: 'J',
      States: {
        J: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', Next: 'M' },
        M: { Type: 'Map', QueryLanguage: 'JSONata', Items: [1], ItemProcessor: { StartAt: 'P', States: { P: path } }, End: true },
      },
    };
    expect(await verdict(made({ expected: { status: 'SUCCEEDED' }, more: { definition } }))).toEqual({ skipped: 'jsonpath' });
    const plain = { StartAt: 'P', States: { P: { Type: 'Pass', Next: 'J' }, J: { Type: 'Succeed', QueryLanguage: 'JSONata', Output: 1 } } };
    expect(await verdict(made({ expected: { status: 'SUCCEEDED', output: 1 }, more: { definition: plain } }))).toEqual(same);
  });

  it('differ, each by itself, and say why', async () => {
    const told = async (file: object | string) => ((await verdict(file)) as [string])[0];
    expect(await told('{ "definition": ')).toMatch(/^cannot be read: /);
    const expected = { status: 'SUCCEEDED', output: {} };
    expect(await told(made({ expected, more: { definition: { StartAt: 'A' } } }))).toMatch(/^did not run: .*SCHEMA_VALIDATION_FAILED/);
    expect(await told(made({ expected, more: { definition: 'no JSON' } }))).toMatch(/^cannot be read: /);
    expect(await told(made({ expected, more: { definition: 7 } }))).toMatch(/^did not run: /);
    const unknown = made({ task: { Resource: `${SERVICE}dynamodb:getItem`, Arguments: {} }, expected });
    expect(await told(unknown)).toMatch(/^status: recorded SUCCEEDED, got FAILED States.Runtime .*no integration 'dynamodb:getItem'/);
    const nobody = made({ task: { Resource: `${SERVICE}sns:publish`, Arguments: { Message: 'x' } }, expected });
    expect(await told(nobody)).toMatch(/The case asks for sns:Publish, which was not recorded/);
    expect(
      await told({ ...made({ states: { T: { Type: 'Succeed' } }, expected }), compare: null, actions: 5, clock: [], stateMachines: 'x' }),
    ).toBe(undefined);
  });
});
