import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lambdas/evaluate/evaluate.ts';
import { readData } from '../../../../lambdas/read-data/read-data.ts';
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
    const { evaluation } = await judge(situation);
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

  it('quotes what the training printed instead, and how SageMaker writes control characters', async () => {
    const metrics = [{ name: 'auc', regex: '\\tvalidation-auc:(.*)' }];
    const run = makeRun();
    const settings = { ...run.settings, training: { ...run.settings.training, metrics } };
    const nearLines = ['[0]#011train-auc:0.8#011validation-auc:0.82'];
    const judged = evaluate({ run: { ...run, settings }, training: trained({ metrics: {}, nearLines }) }, makeWorld());
    await expect(judged).rejects.toThrow(
      'The regular expression \\tvalidation-auc:(.*) matched nothing; what comes nearest in the log:\n' +
        '  [0]#011train-auc:0.8#011validation-auc:0.82\n' +
        'training.metrics.0.regex: auc searches for a tab, and SageMaker writes #011 for it',
    );
  });

  it('judges by the threshold alone when the champion left the registry', async () => {
    const made = makeWorld();
    putChampion(made.aws);
    made.aws.on('DescribeModelPackage', () => {
      throw awsError('ValidationException', 'ModelPackage arn does not exist');
    });
    expect((await evaluate({ run: makeRun(), training: trained() }, made)).evaluation).toMatchObject({ verdict: 'passed', champion: null });
  });
});

describe('a training, once it is judged', () => {
  const run = makeRun();

  /** A world with data, and a training that was started on it, as it came to its end. */
  async function finished() {
    const made = makeWorld();
    for (const channel of ['training', 'evaluation']) made.aws.put('data', `bird-strikes/${channel}/data.csv`, channel);
    return { made, training: trained({ key: 'the-key', ...(await readData({ run }, made)) }) };
  }

  it.each([
    ['passed', 0.9],
    ['rejected', 0.1],
  ])('is kept under its key for later runs, though it was %s', async (verdict, auc) => {
    const { made, training } = await finished();
    const judged = { ...training, metrics: { auc } };
    const answer = await evaluate({ run, training: judged }, made);
    expect(answer.evaluation.verdict).toBe(verdict);
    expect(answer.training).toEqual(judged);
    expect(made.aws.json('artifacts', 'trainings/the-key.json')).toEqual(judged);
  });

  it.each<[string, (made: ReturnType<typeof makeWorld>) => void]>([
    ['changed', ({ aws }) => aws.put('data', 'bird-strikes/training/data.csv', 'changed')],
    ['became more', ({ aws }) => aws.put('data', 'bird-strikes/evaluation/more.csv', 'more')],
    ['was removed', ({ aws }) => aws.objects.delete('data/bird-strikes/training/data.csv')],
  ])('is judged, and not kept, where its data %s meanwhile', async (_what, change) => {
    const { made, training } = await finished();
    change(made);
    const answer = await evaluate({ run, training }, made);
    expect(answer.evaluation.verdict).toBe('passed');
    expect(answer.training.reason).toBe('its data changed while it ran: the result will not be reused');
    expect(made.aws.json('artifacts', 'trainings/the-key.json')).toBeUndefined();
  });

  it("is not kept without the gate's metric: every later run would fail as this one", async () => {
    const { made, training } = await finished();
    await expect(evaluate({ run, training: { ...training, metrics: {} } }, made)).rejects.toMatchObject({ name: 'MetricMissing' });
    expect(made.aws.json('artifacts', 'trainings/the-key.json')).toBeUndefined();
  });

  it('is not listed for again where it was reused', async () => {
    const { made, training } = await finished();
    await evaluate({ run, training: { ...training, reused: true } }, made);
    expect(made.aws.calls('ListObjectsV2').length).toBe(2);
  });
});
