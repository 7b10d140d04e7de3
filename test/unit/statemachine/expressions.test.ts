import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { recoveryInput } from '../../../lambdas/contract/recovery.ts';
import { type Machine, places, walk } from './walk.ts';

const read = (name: string) => readFileSync(new URL(`../../../statemachine/${name}.asl.json`, import.meta.url), 'utf8');
const text = read('pipeline');
const recovery = read('recovery');

/** Walks until every state and every way out of it was seen; the same seeds every time. Throws where an execution would fail. */
async function walkAll(definition: string, walks = 200, input?: v.GenericSchema): Promise<string[]> {
  const machine = JSON.parse(definition) as Machine;
  const visited = new Set<string>();
  for (let seed = 1; seed <= walks; seed++) await walk(machine, seed * 104_729, visited, input);
  const missed = places(machine).filter((name) => !visited.has(name));
  if (missed.length > 0) throw new Error(`no execution reaches ${missed.join(', ')}`);
  return [...visited];
}

const machines = [
  ['pipeline', text, undefined],
  ['recovery', recovery, recoveryInput],
] as const;

// Some ten seconds of work, of which a busy machine makes minutes.
describe.each(machines)('the expressions of the %s', { timeout: 240_000 }, (_name, definition, input) => {
  it('evaluate to what the functions take, in every state, for all answers that the contract allows', async () => {
    expect(new Set(await walkAll(definition, 200, input))).toEqual(new Set(places(JSON.parse(definition))));
  });

  it('hold every name: a typo in any word of any expression is found', async () => {
    const survivors: string[] = [];
    for (const mutant of typos(definition)) {
      const isFound = await walkAll(mutant.definition, 60, input).then(
        () => false,
        () => true,
      );
      if (!isFound) survivors.push(mutant.name);
    }
    expect(survivors).toEqual([]);
  });
});

describe('the expressions of the pipeline', () => {
  it.each([
    [
      'a variable that nobody assigned',
      '"run": "{% $run %}",\n                  "image"',
      '"run": "{% $rum %}",\n                  "image"',
    ],
    [
      'a field that no handler returns',
      '$states.result.Payload.release %}",\n        "verificationJob"',
      '$states.result.Payload.relase %}",\n        "verificationJob"',
    ],
    ['an argument that the function does not take', '"role": "training"', '"rolle": "training"'],
    ['a value that the function does not take', '"role": "inference"', '"role": "serving"'],
    ['a missing argument', '"smokeTest": "{% $smokeTest %}",', ''],
    [
      'a field of $states that is not there',
      '$states.result.Payload.job %}"\n      },\n      "Next": "AwaitDeployment"',
      '$states.results.Payload.job %}"\n      },\n      "Next": "AwaitDeployment"',
    ],
    ['a verdict that Evaluate never gives', "'passed'", "'pass'"],
    ['a typo in a condition', '$release.inService', '$release.inservice'],
    ['a typo in a time-out', '$deploymentJob.startedAt', '$deploymentJob.startedat'],
    ['a condition over a variable nobody assigned', '$trained != null', '$traind != null'],
    ['another function', 'EvaluateFunction', 'JudgeFunction'],
    ['an assignment left out', '"evaluation": "{% $states.result[0].evaluation %}"', '"evaluations": 1'],
    ['the wrong branch', '$states.result[1].inferenceImage', '$states.result[0].inferenceImage'],
    ['syntax that jsonata 2.0.6 does not have', '$run.release != null', '$run.release ?? true'],
    ['a state that is not there', '"Next": "SmokeTest"\n    },\n    "SmokeTest"', '"Next": "SmokeTests"\n    },\n    "SmokeTest"'],
  ])('a mutant is found: %s', async (_name, from, to) => {
    expect(text).toContain(from);
    await expect(
      walkAll(
        text.replace(from, () => to),
        40,
      ),
    ).rejects.toThrow();
  });
});

/** The definition with one letter added to one word of one expression, for every word there is. */
function* typos(definition: string): Generator<{ name: string; definition: string }> {
  for (const { 0: expression, index } of definition.matchAll(/\{%.*?%\}/g)) {
    for (const word of expression.matchAll(/[A-Za-z]+/g)) {
      const at = index + word.index + word[0].length;
      yield { name: `${expression} with ${word[0]}x at ${at}`, definition: `${definition.slice(0, at)}x${definition.slice(at)}` };
    }
  }
}
