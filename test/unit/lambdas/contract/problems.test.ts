import * as v from 'valibot';
import { expect, it } from 'vitest';
import { nearest, problems } from '../../../../lambdas/contract/problems.ts';
import { settingsFile } from '../../../../lambdas/contract/settings.ts';

const textsOf = (schema: v.GenericSchema, input: unknown) => {
  const { issues = [] } = v.safeParse(schema, input);
  return problems(schema, issues).map(({ field, text }) => `${field}: ${text}`);
};

const right = { model: 'birds', evaluation: { metric: 'auc', threshold: 0.7 } };

it.each([
  [{ ...right, model: undefined }, 'model: expected text, got nothing'],
  [{ ...right, training: { instanceCount: 'two' } }, 'training.instanceCount: expected a number, got "two"'],
  [{ ...right, training: { instanceCount: 1.5 } }, 'training.instanceCount: expected a whole number, got 1.5'],
  [{ ...right, training: { instanceCount: 21 } }, 'training.instanceCount: expected at most 20, got 21'],
  [{ ...right, training: { networkIsolation: 'yes' } }, 'training.networkIsolation: expected true or false, got "yes"'],
  [
    { ...right, training: { hyperparameters: { a: [] } } },
    'training.hyperparameters.a: expected text, a number, true or false (write "" for nothing), got []',
  ],
  [{ ...right, build: { platform: 'linux/arm' } }, 'build.platform: expected one of "linux/amd64", got "linux/arm"'],
  [{ ...right, notifications: { mails: 'all' } }, 'notifications.mails: expected a list, got "all"'],
  [{ ...right, build: { training: { file: 'x' } } }, 'build.training.file: unknown; expected one of dockerfile, context, paths, arguments'],
  [{ ...right, training: { channels: { 'a b': 'x' } } }, 'training.channels.a b: expected a channel name, got the name "a b"'],
])('%j: %s', (input, text) => expect(textsOf(settingsFile, input)).toEqual([text]));

it('shortens what came to a line', () => {
  const [text = ''] = textsOf(v.strictObject({ a: v.number() }), { a: 'x'.repeat(200) });
  expect(text).toMatch(/^a: expected a number, got "x+\.\.\.$/);
  expect(text.length).toBeLessThan(100);
});

it('names the nearest known word, and none that is far', () => {
  expect(nearest('instancetype', ['instanceType', 'instanceCount'])).toBe('instanceType');
  expect(nearest('treshold', ['metric', 'threshold'])).toBe('threshold');
  expect(nearest('colour', ['metric', 'threshold'])).toBeUndefined();
});
