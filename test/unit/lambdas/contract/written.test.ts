import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { sections } from '../../../../lambdas/contract/settings.ts';
import { asWritten, parseJson, valueAt } from '../../../../lambdas/contract/written.ts';

const trained = (text: string) => {
  const document = asWritten(sections.training, parseJson(`{"hyperparameters":{"a":${text}}}`));
  return v.parse(sections.training, document).hyperparameters.a;
};

describe('a JSON document of settings', () => {
  it.each(['1.10', '1.0', '12345678901234567890', '1e21', '-0', '0.1234567890123456789', '5', 'true'])(
    'hands a hyperparameter over as it is written: %s',
    (text) => expect(trained(text)).toBe(text),
  );

  it('keeps texts, and numbers where numbers are wanted', () => {
    const document = parseJson('{"instanceCount": 2, "hyperparameters": {"a": "x\\"1.10", "1.10": "0x1F"}, "channels": {"a": "1"}}');
    expect(asWritten(sections.training, document)).toEqual({
      instanceCount: 2,
      hyperparameters: { a: 'x"1.10', '1.10': '0x1F' },
      channels: { a: '1' },
    });
  });

  it('is read like JSON.parse otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(asWritten(v.unknown(), parseJson(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it.each(['{a: 1}', '01', '', '[1,]'])('is refused like JSON.parse refuses it: %s', (text) =>
    expect(() => parseJson(text)).toThrow(SyntaxError),
  );
});

describe('a number of which only the value is left, as in an execution of Step Functions', () => {
  const option = (value: unknown) => v.safeParse(sections.training, { hyperparameters: { a: value } });

  it.each([
    [0.5, '0.5'],
    [50, '50'],
    [-0, '-0'],
    [2 ** 53 - 1, '9007199254740991'],
    [true, 'true'],
  ])('is its text: %s', (value, text) => expect(option(value).output).toMatchObject({ hyperparameters: { a: text } }));

  it.each([2 ** 60, 1e21, -(2 ** 53), Number.POSITIVE_INFINITY, null, {}])('is refused where it may have lost something: %s', (value) =>
    expect(option(value).success).toBe(false),
  );
});

describe('a value of a command line', () => {
  it.each([
    [['hyperparameters', 'a'], '1.10', '1.10'],
    [['hyperparameters', 'a'], '01234', '01234'],
    [['hyperparameters', 'a'], '50', 50],
    [['hyperparameters', 'a'], '"1"', '1'],
    [['hyperparameters', 'a'], 'null', null],
    [['hyperparameters'], '{"a":1.10}', { a: '1.10' }],
    [['instanceCount'], '2', 2],
    [['metrics'], '[{"name":"a","regex":"(1)"}]', [{ name: 'a', regex: '(1)' }]],
    [['nothing'], '1.10', 1.1],
  ])('%j=%s', (path, text, value) => expect(valueAt(sections.training, path, text)).toEqual(value));
});
