import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lambdas/evaluate/evaluate.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, makeWorld, modelPackage, putChampion, trained } from '../fixtures.ts';

interface Case {
  readonly value: number;
  readonly champion?: number;
  readonly settings?: object;
  readonly otherData?: boolean;
}

function judge({ value, champion, settings, otherData }: Case) {
  const made = makeWorld();
  if (champion !== undefined) putChampion(made.aws);
  made.aws.on('DescribeModelPackage', modelPackage({ 'metric:auc': String(champion), ...(otherData && { evaluationData: 'other' }) }));
  const run = makeRun({ settings: { evaluation: { metric: 'auc', threshold: 0.7, ...settings } } });
  return evaluate({ run, training: trained({ metrics: { auc: value } }) }, made);
}

describe('the gate', () => {
  it.each<[string, Case, string, string]>([
    ['above the threshold, no champion', { value: 0.79 }, 'passed', 'there is no champion'],
    ['equal to the threshold, in the 32 bits that SageMaker keeps', { value: Math.fround(0.7) }, 'passed', 'meets the threshold'],
    ['below the threshold', { value: 0.69 }, 'rejected', 'misses the threshold: at least 0.7'],
    ['better than the champion', { value: 0.8, champion: 0.79 }, 'passed', "no worse than the champion's 0.79"],
    ['equal to the champion', { value: 0.79, champion: 0.79 }, 'passed', 'no worse'],
    ['worse than the champion', { value: 0.78, champion: 0.79 }, 'rejected', "worse than the champion's 0.79"],
    [
      'worse within the tolerance',
      { value: 0.7, champion: 0.8, settings: { tolerance: 0.1 } },
      'passed',
      'by more than the tolerance of 0.1',
    ],
    ['worse than the tolerance', { value: 0.75, champion: 0.8, settings: { tolerance: 0.04 } }, 'rejected', 'tolerance of 0.04'],
    ['worse, but measured on other data', { value: 0.75, champion: 0.8, otherData: true }, 'passed', 'measured on other data'],
    [
      'an error to minimize, below its threshold',
      { value: 0.2, settings: { objective: 'minimize', threshold: 0.3 } },
      'passed',
      'at most 0.3',
    ],
    ['an error to minimize, above it', { value: 0.4, settings: { objective: 'minimize', threshold: 0.3 } }, 'rejected', 'at most 0.3'],
    [
      'an error above the champion',
      { value: 0.2, champion: 0.1, settings: { objective: 'minimize', threshold: 0.3 } },
      'rejected',
      'worse',
    ],
  ])('%s', async (_name, situation, verdict, reason) => {
    const evaluation = await judge(situation);
    expect(evaluation.verdict).toBe(verdict);
    expect(evaluation.reason).toContain(reason);
  });

  it.each([
    [{}, 'got nothing; it reported no metric at all'],
    [{ loss: Math.fround(0.3) }, 'got nothing; it reported loss = 0.3'],
    [{ auc: null, loss: 0.3 }, 'got NaN or an infinite number; it reported auc = NaN, loss = 0.3'],
  ])('fails with MetricMissing for %j and names what was reported', async (metrics, text) => {
    const judged = evaluate({ run: makeRun(), training: trained({ metrics }) }, makeWorld());
    await expect(judged).rejects.toMatchObject({ name: 'MetricMissing', message: expect.stringContaining(text) });
  });

  it('judges by the threshold alone when the champion left the registry', async () => {
    const made = makeWorld();
    putChampion(made.aws);
    made.aws.on('DescribeModelPackage', () => {
      throw awsError('ValidationException', 'ModelPackage arn does not exist');
    });
    expect(await evaluate({ run: makeRun(), training: trained() }, made)).toMatchObject({ verdict: 'passed', champion: null });
  });
});
