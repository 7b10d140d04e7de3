import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryEvent, type Raw, type TaskRunner, validateDefinition } from '../../../../local/asl/index.ts';
import { runMachine } from '../../../support/run-machine.ts';

const EXPRESSIONS = [
  '{% $states.input %}',
  '{% $v + 1 %}',
  '{% $none %}',
  '{% $uuid() %}',
  '{% $states.context.State.Name %}',
  '{% [$v, $v] %}',
  '{% $sum("x") %}',
];
const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(...EXPRESSIONS));
const effects = fc.record({ Output: value, Assign: fc.dictionary(fc.constantFrom('v', 'w'), value) }, { requiredKeys: [] });
const handlers = fc.record(
  { Retry: fc.constant([{ ErrorEquals: ['A', 'States.Timeout'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' }]) },
  { requiredKeys: [] },
);

/** The graph with state names and, inside of Maps and Parallels, variables of its own, as AWS wants them. */
function named(machine: Raw, prefix = ''): Raw {
  const rename = (state: Raw): Raw => {
    const target = (to: unknown) => (typeof to === 'string' ? prefix + to : to);
    const next = (item: Raw): Raw => ({ ...item, Next: target(item.Next) });
    const own = Object.entries((state.Assign ?? {}) as Raw).map(([name, value]) => [name + prefix, value]);
    return {
      ...state,
      ...('Next' in state && { Next: target(state.Next) }),
      ...('Default' in state && { Default: target(state.Default) }),
      ...('Assign' in state && { Assign: Object.fromEntries(own) }),
      ...(Array.isArray(state.Catch) && { Catch: state.Catch.map(next) }),
      ...(Array.isArray(state.Choices) && { Choices: state.Choices.map(next) }),
    };
  };
  const inside = (name: string, state: Raw): Raw => ({
    ...state,
    ...(Array.isArray(state.Branches) && { Branches: state.Branches.map((branch: Raw, i) => named(branch, `${prefix}${name}_${i}_`)) }),
    ...(state.ItemProcessor !== undefined && { ItemProcessor: named(state.ItemProcessor as Raw, `${prefix}${name}_`) }),
  });
  const states = Object.entries(machine.States as Record<string, Raw>);
  return {
    StartAt: prefix + String(machine.StartAt),
    States: Object.fromEntries(states.map(([name, state]) => [prefix + name, inside(name, rename(state))])),
  };
}

/** A chain of states; catchers and choices jump forward only, so that it ends. */
const graph: fc.Memo<Raw> = fc.memo((depth) =>
  fc.array(stateOf(depth), { minLength: 1, maxLength: 3 }).map((states) => {
    const last = states.length;
    const chain = states.map((state, i) => [`S${i}`, finish(state, i)] as const);
    return { StartAt: 'S0', States: { ...Object.fromEntries(chain), [`S${last}`]: { Type: 'Succeed' } } };
  }),
);

function finish(state: Raw, i: number): Raw {
  const next = `S${i + 1}`;
  if (state.Type === 'Choice') return { ...state, Choices: [{ Condition: '{% $states.input = 1 %}', Next: next }], Default: next };
  if (state.Type === 'Fail') return { Type: 'Pass', Next: next };
  const caught = state.catches ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: next }] } : {};
  const { catches: _catches, ...rest } = state;
  return { ...rest, ...caught, Next: next };
}

function stateOf(depth: number): fc.Arbitrary<Raw> {
  const pass = effects.map((more) => ({ Type: 'Pass', ...more }));
  const wait = fc.constantFrom<Raw>({ Type: 'Wait', Seconds: 3 }, { Type: 'Wait', Seconds: '{% $states.input %}' });
  const choice = fc.constant<Raw>({ Type: 'Choice' });
  const resource = fc.constantFrom(
    'arn:aws:lambda:us-east-1:1:function:f',
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
  );
  const task = fc
    .tuple(resource, effects, handlers, fc.boolean())
    .map(([Resource, more, retry, catches]) => ({ Type: 'Task', Resource, TimeoutSeconds: 5, ...more, ...retry, catches }));
  if (depth <= 1) return fc.oneof(pass, wait, choice, task);
  const parallel = fc
    .tuple(fc.array(graph(depth - 1), { minLength: 1, maxLength: 3 }), handlers, fc.boolean())
    .map(([Branches, retry, catches]) => ({ Type: 'Parallel', Branches, ...retry, catches }));
  const map = fc
    .tuple(graph(depth - 1), fc.nat(3), fc.nat(2), handlers, fc.boolean())
    .map(([ItemProcessor, length, MaxConcurrency, retry, catches]) => ({
      Type: 'Map',
      Items: Array.from({ length }, (_, i) => i),
      MaxConcurrency,
      ItemProcessor,
      ...retry,
      catches,
    }));
  return fc.oneof(pass, wait, choice, task, parallel, map);
}

/** What the tasks of a run do, in turn: succeed, fail, hang, take their time. */
const runner = (plan: readonly number[]): TaskRunner => {
  let call = 0;
  return (_call, report) => {
    const what = plan[call++ % plan.length];
    if (what === 0) report.succeeded('1');
    else if (what === 1) report.failed('A', 'cause');
    else if (what === 2) setImmediate(() => report.succeeded('{"a": 1}'));
    else if (what === 3) report.submitted('{}');
    return undefined;
  };
};

describe('any definition', () => {
  it('ends, with ids in order, links that point back, and nothing left running', async () => {
    await fc.assert(
      fc.asyncProperty(
        graph(3).map((machine) => named(machine)),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
        fc.jsonValue({ maxDepth: 1 }),
        async (machine, plan, input) => {
          const run = await runMachine({ TimeoutSeconds: 100, ...machine }, { input: JSON.stringify(input), runTask: runner(plan) });
          expect(run.outcome).toBeDefined();
          expect(run.outcome?.cause ?? '').not.toContain('interpreter failed');
          checkLinks(run.history);
          expect(run.clock.pending).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is answered with findings, never with a crash, however wrong it is', () => {
    const fields = [
      'Type',
      'Next',
      'End',
      'StartAt',
      'States',
      'Choices',
      'Retry',
      'Catch',
      'Branches',
      'ItemProcessor',
      'Output',
      'Resource',
      'QueryLanguage',
      'Seconds',
      'Assign',
      'ErrorEquals',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('Task', 'Map', 'Parallel', 'Choice', 'Wait', 'JSONata', 'A', true, null, 3, '{% $x %}', '{% ( %}'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('A', ...fields), tie('tree'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (definition) => {
        const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: definition } });
        for (const { code, message } of validateDefinition(text, { express: false })) expect(code && message).toBeTruthy();
      }),
      { numRuns: 1000 },
    );
  });
});

function checkLinks(history: readonly HistoryEvent[]): void {
  expect(history.map(({ id }) => id)).toEqual(history.map((_, i) => i + 1));
  expect(history.every(({ id, previousEventId }) => previousEventId >= 0 && previousEventId < id)).toBe(true);
  expect(history[0]?.type).toBe('ExecutionStarted');
  expect(history.at(-1)?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut)$/);
  const exits = history.filter(({ type }) => type.endsWith('StateExited')).length;
  expect(exits).toBeLessThanOrEqual(history.filter(({ type }) => type.endsWith('StateEntered')).length);
}
