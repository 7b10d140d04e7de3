import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateDefinition } from '../../../../local/asl/index.ts';

const text = (definition: object, options = { express: false }): string[] =>
  validateDefinition(JSON.stringify(definition), options).map(
    ({ code, message, location }) => `${code}: ${message} at ${location ?? null}`,
  );
const states = (all: object) => text({ QueryLanguage: 'JSONata', StartAt: Object.keys(all)[0], States: all });
const state = (one: object) => states({ S: { End: true, ...one } });

describe('validateDefinition', () => {
  it.each(['pipeline', 'recovery'])('finds nothing wrong with %s', (name) => {
    const source = readFileSync(join(import.meta.dirname, `../../../../statemachine/${name}.asl.json`), 'utf8');
    const filled = source
      .replaceAll(/\$\{Partition\}/g, 'aws')
      .replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:f:1');
    expect(validateDefinition(filled, { express: false })).toEqual([]);
  });

  it('tells JSON from other text', () => {
    expect(validateDefinition('{', { express: false })[0]).toMatchObject({ code: 'INVALID_JSON_DESCRIPTION', severity: 'ERROR' });
  });

  it('names required fields, and fields that a type does not have', () => {
    expect(text({ StartAt: 'A' })).toEqual(['SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /']);
    expect(state({ Type: 'Task' })).toContain('SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/S');
    expect(state({ Type: 'Pass', Catch: [] })).toEqual(["SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/S"]);
    expect(state({ Type: 'Map', TimeoutSeconds: 1, ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } } })).toEqual([
      "SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/S",
    ]);
  });

  it('holds numbers, times and resources to their form', () => {
    expect(state({ Type: 'Wait', Seconds: 1e15 })).toEqual(['SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/S/Seconds']);
    expect(state({ Type: 'Wait', Seconds: -1 })).toEqual(['SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/S/Seconds']);
    expect(state({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' })).toEqual([
      'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Seconds, Timestamp] at /States/S',
    ]);
    expect(state({ Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z' })).toEqual([
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp',
    ]);
    expect(state({ Type: 'Task', Resource: 'lambda:invoke' })).toEqual([
      'SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/S/Resource',
    ]);
    const token = { S: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true } };
    expect(text({ QueryLanguage: 'JSONata', StartAt: 'S', States: token }, { express: true })[0]).toContain(
      "Express state machine does not support '.waitForTaskToken'",
    );
  });

  it('follows the arrows: missing targets, states out of reach, workflows without end', () => {
    expect(states({ A: { Type: 'Pass', Next: 'NOPE' } })).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ]);
    expect(states({ A: { Type: 'Pass', End: true }, C: { Type: 'Pass', End: true } })).toEqual([
      'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
    ]);
    expect(states({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X' }], Default: 'Y' }, B: { Type: 'Succeed' } })).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Choices[0]/Next",
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/A/Default",
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ]);
    const inner = { StartAt: 'X', States: { B: { Type: 'Pass', End: true } } };
    expect(states({ P: { Type: 'Parallel', Branches: [inner], End: true } })).toContain(
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/P/Branches[0]/StartAt",
    );
  });

  it('parses every expression, and refuses what reads a value that AWS does not offer', () => {
    expect(state({ Type: 'Pass', Output: { v: '{% a[1,2) %}' } })).toEqual([
      'INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/S/Output/v',
    ]);
    expect(state({ Type: 'Pass', Output: ['{% phone & $x.name %}', '{% $states.input.(a + b) %}'] })).toEqual([
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/S/Output[0]",
    ]);
    expect(state({ Type: 'Pass', Assign: { e: '{% $states.errorOutput.Error %}' } })).toEqual([
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/S/Assign/e",
    ]);
    expect(state({ Type: 'Pass', Output: '{% $a ?: 1 %}' })[0]).toContain('INVALID_JSONATA_EXPRESSION');
    expect(
      states({
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish',
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'E' }],
          End: true,
        },
        E: { Type: 'Succeed' },
      }),
    ).toEqual([]);
  });

  it('keeps the languages apart in AWS\u2019s words', () => {
    expect(text({ StartAt: 'S', States: { S: { Type: 'Pass', Output: 1, End: true } } })).toEqual([
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S",
    ]);
    expect(state({ Type: 'Pass', InputPath: '$' })).toEqual([
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/S",
    ]);
    expect(state({ Type: 'Pass', QueryLanguage: 'JSONPath' })).toEqual([
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    ]);
  });

  it('refuses JSONPath by name, and takes mixed definitions whose JSONPath states use no path', () => {
    const mixed = (first: object) =>
      text({
        StartAt: 'S',
        States: { S: { Type: 'Pass', Next: 'T', ...first }, T: { Type: 'Pass', QueryLanguage: 'JSONata', Output: 1, End: true } },
      });
    expect(mixed({})).toEqual([]);
    expect(mixed({ Assign: { a: 1 } })).toEqual([]);
    expect(mixed({ Assign: { 'a.$': '$.x' } })[0]).toMatch(
      /^SCHEMA_VALIDATION_FAILED: JSONPath is not supported by Trainyard.* at \/States\/S$/,
    );
    expect(mixed({ InputPath: '$.a' })[0]).toContain('JSONPath is not supported by Trainyard');
  });

  it('refuses what AWS does not know: strategies, modes, languages, fields of retriers, catchers and rules', () => {
    const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
    const retrier = (more: object) => state({ ...invoke, Retry: [{ ErrorEquals: ['States.ALL'], ...more }] });
    const at = (finding: string, field: string) => [`SCHEMA_VALIDATION_FAILED: ${finding} at /States/S/Retry[0]${field}`];
    for (const JitterStrategy of ['FULL', 'NONE']) expect(retrier({ JitterStrategy })).toEqual([]);
    for (const JitterStrategy of ['HALF', 'full', '', null, 1])
      expect(retrier({ JitterStrategy })).toEqual(at('Value must be one of [FULL, NONE]', '/JitterStrategy'));
    expect(retrier({ Interval: 1 })).toEqual(at("Field 'Interval' is not supported", ''));
    expect(retrier({ BackoffRate: 0.5 })).toEqual(at('Minimum value is 1.0', '/BackoffRate'));
    expect(retrier({ MaxAttempts: 100_000_000 })).toEqual(at('Maximum value is 99999999', '/MaxAttempts'));
    expect(retrier({ IntervalSeconds: 0 })).toEqual(at('Minimum value is 1', '/IntervalSeconds'));
    expect(retrier({ MaxDelaySeconds: 31_622_400 })).toEqual(at('Maximum value is 31622399', '/MaxDelaySeconds'));
    expect(retrier({ MaxDelaySeconds: 1.5 })).toEqual(at('Expected value of type Integer', '/MaxDelaySeconds'));
    expect(state({ ...invoke, Retry: {} })).toEqual(['SCHEMA_VALIDATION_FAILED: Expected value of type Array at /States/S/Retry']);
    expect(state({ ...invoke, Catch: [{ ErrorEquals: ['A'], Next: 'S', ResultPath: '$.e' }] })).toEqual([
      "SCHEMA_VALIDATION_FAILED: Field 'ResultPath' is not supported at /States/S/Catch[0]",
    ]);
    expect(state({ Type: 'Pass', Comment: 5 })).toEqual(['SCHEMA_VALIDATION_FAILED: Expected value of type String at /States/S/Comment']);
    expect(states({ S: { Type: 'Fail', Error: 5, Cause: {} } })).toEqual([
      'SCHEMA_VALIDATION_FAILED: Expected value of type String at /States/S/Error',
      'SCHEMA_VALIDATION_FAILED: Expected value of type String at /States/S/Cause',
    ]);
    expect(text({ StartAt: 'S', QueryLanguage: 'JMESPath', Version: '2.0', States: { S: { Type: 'Succeed' } } })).toEqual([
      'SCHEMA_VALIDATION_FAILED: Value must be one of [JSONPath, JSONata] at /QueryLanguage',
      'SCHEMA_VALIDATION_FAILED: Value must be one of [1.0] at /Version',
    ]);
    const rule = { Condition: true, Next: 'E', Variable: '$.a' };
    expect(states({ S: { Type: 'Choice', Choices: [rule] }, E: { Type: 'Succeed' } })).toEqual([
      "SCHEMA_VALIDATION_FAILED: Field 'Variable' is not supported at /States/S/Choices[0]",
    ]);
    const processor = (config: unknown) =>
      state({ Type: 'Map', ItemProcessor: { ProcessorConfig: config, StartAt: 'P', States: { P: { Type: 'Succeed' } } } });
    expect(processor({ Mode: 'INLINE' })).toEqual([]);
    expect(processor({ Mode: 'BATCH' })[0]).toContain('Value must be one of [INLINE, DISTRIBUTED] at');
    expect(processor({ Mode: 'INLINE', ExecutionType: 'EXPRESS' })[0]).toContain("only supported for Mode 'DISTRIBUTED'");
  });

  it('holds a heartbeat below its time-out', () => {
    const task = (more: object) => state({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', ...more });
    expect(task({ HeartbeatSeconds: 9, TimeoutSeconds: 10 })).toEqual([]);
    expect(task({ HeartbeatSeconds: 10, TimeoutSeconds: 10 })).toEqual([
      'SCHEMA_VALIDATION_FAILED: HeartbeatSeconds must be smaller than TimeoutSeconds at /States/S/HeartbeatSeconds',
    ]);
    expect(task({ TimeoutSeconds: 0 })[0]).toContain('Minimum value is 1');
    expect(task({ TimeoutSeconds: 100_000_000 })[0]).toContain('Maximum value is 99999999');
  });

  it('lets a Map iterate over an array or what an expression gives, and nothing else that is written down', () => {
    const map = (Items: unknown) => state({ Type: 'Map', Items, ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } } });
    for (const items of [[], [1, '{% $x %}'], '{% $states.input.items %}']) expect(map(items)).toEqual([]);
    for (const items of [{ a: 1 }, { a: '{% $x %}' }, 3, 'text', true, null])
      expect(map(items)).toEqual([
        'SCHEMA_VALIDATION_FAILED: Value must be an array or a JSONata expression that evaluates to an array at /States/S/Items',
      ]);
  });

  it('offers a result to the Output and Assign of states that have one, and to nothing else', () => {
    const fault = "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/S";
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
    expect(state({ ...task, Output: '{% $states.result %}', Assign: { r: '{% $states.result.Payload %}' } })).toEqual([]);
    expect(state({ ...task, Arguments: { p: '{% $states.result %}' } })).toEqual([`${fault}/Arguments/p`]);
    expect(state({ Type: 'Pass', Output: '{% $states.result %}' })).toEqual([`${fault}/Output`]);
    const caught = { ErrorEquals: ['States.ALL'], Next: 'S', Output: '{% $states.result %}' };
    expect(state({ ...task, Catch: [caught] })).toEqual([`${fault}/Catch[0]/Output`]);
  });
});

describe('the scopes of variables', () => {
  const pass = (more: object = {}) => ({ Type: 'Pass', End: true, ...more });
  const graph = (name: string, more: object) => ({ StartAt: name, States: { [name]: pass(more) } });
  const fault = (name: string, place: string) =>
    `SCHEMA_VALIDATION_FAILED: Variable '${name}' is assigned in an outer scope, too: a Map or Parallel needs other names inside at ${place}`;
  const parallel = (branch: object, more: object = {}) => ({ Type: 'Parallel', Branches: [branch], Next: 'Last', ...more });
  const inner = '/States/P/Branches[0]/States/B/Assign/x';

  it('refuse a variable of a branch that the scope around it assigns, before or after, in a rule or in another state\u2019s Catch', () => {
    const branch = graph('B', { Assign: { x: 1 } });
    const before = { A: { Type: 'Pass', Assign: { x: 0 }, Next: 'P' }, P: parallel(branch), Last: pass() };
    expect(states(before)).toEqual([fault('x', inner)]);
    expect(states({ P: parallel(branch), Last: pass({ Assign: { x: 2 } }) })).toEqual([fault('x', inner)]);
    const rule = { Type: 'Choice', Choices: [{ Condition: true, Assign: { x: 0 }, Next: 'P' }], Default: 'P' };
    expect(states({ C: rule, P: parallel(branch), Last: pass() })).toEqual([fault('x', inner)]);
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'P' };
    const caught = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 0 }, Next: 'P' }] };
    expect(states({ T: caught, P: parallel(branch), Last: pass() })).toEqual([fault('x', inner)]);
  });

  it('let a Parallel\u2019s own Catch assign what its branch assigns, as AWS has recorded; not its Assign', () => {
    const own = [{ ErrorEquals: ['States.ALL'], Assign: { x: 0 }, Next: 'Last' }];
    const branch = graph('B', { Assign: { x: 1 } });
    expect(states({ P: parallel(branch, { Catch: own }), Last: pass() })).toEqual([]);
    expect(states({ P: parallel(branch, { Assign: { x: 0 } }), Last: pass() })).toEqual([fault('x', inner)]);
    // Beside the Catch another state assigns it.
    expect(states({ P: parallel(branch, { Catch: own }), Last: pass({ Assign: { x: 0 } }) })).toEqual([fault('x', inner)]);
  });

  it('reach through every level, in Maps, rules, catchers and either language', () => {
    const deep = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: graph('B', { Assign: { x: 1 } }), End: true } } };
    const place = '/States/P/Branches[0]/States/M/ItemProcessor/States/B/Assign/x';
    expect(states({ P: parallel(deep), Last: pass({ Assign: { x: 0 } }) })).toEqual([fault('x', place)]);
    const old = { Type: 'Map', Iterator: graph('B', { Assign: { x: 1 } }), Next: 'Last' };
    expect(states({ M: old, Last: pass({ Assign: { x: 0 } }) })).toEqual([fault('x', '/States/M/Iterator/States/B/Assign/x')]);
    const rule = { Type: 'Choice', Choices: [{ Condition: true, Assign: { x: 1 }, Next: 'E' }], Default: 'E' };
    const choosing = { StartAt: 'C', States: { C: rule, E: pass() } };
    expect(states({ P: parallel(choosing), Last: pass({ Assign: { x: 0 } }) })).toEqual([
      fault('x', '/States/P/Branches[0]/States/C/Choices[0]/Assign/x'),
    ]);
    const jsonPath = {
      A: { Type: 'Pass', Assign: { 'x.$': '$.a' }, Next: 'M' },
      M: { Type: 'Map', Iterator: graph('B', { Assign: { x: 1 } }), End: true },
    };
    expect(text({ StartAt: 'A', States: jsonPath })).toContain(fault('x', '/States/M/Iterator/States/B/Assign/x'));
  });

  it('let branches and iterations beside each other use the same names, and read those around them', () => {
    const branches = [graph('B', { Assign: { x: 1, y: '{% $z %}' } }), graph('C', { Assign: { x: 2 } })];
    expect(states({ A: { Type: 'Pass', Assign: { z: 0 }, Next: 'P' }, P: { Type: 'Parallel', Branches: branches, End: true } })).toEqual(
      [],
    );
  });

  it('hold state names, too, which no machine has twice', () => {
    expect(states({ A: { Type: 'Pass', Next: 'P' }, P: { Type: 'Parallel', Branches: [graph('A', {})], End: true } })).toEqual([
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/P/Branches[0]/States/A',
    ]);
    expect(states({ P: { Type: 'Parallel', Branches: [graph('A', {}), graph('A', {})], End: true } })).toEqual([
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/P/Branches[1]/States/A',
    ]);
  });
});
