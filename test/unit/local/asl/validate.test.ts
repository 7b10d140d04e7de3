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
  it('finds nothing wrong with the pipeline', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../../statemachine/pipeline.asl.json'), 'utf8');
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
});
