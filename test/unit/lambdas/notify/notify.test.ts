import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { notify } from '../../../../lambdas/notify/notify.ts';
import { image, makeRun, makeWorld, modelPackage, packageArn, passed, putChampion, trained } from '../fixtures.ts';

const run = makeRun();
const rejected = {
  kind: 'rejected' as const,
  run,
  training: trained({ metrics: { auc: 0.6 } }),
  trainingImage: image('a'),
  inferenceImage: image('b'),
  evaluation: {
    ...passed,
    verdict: 'rejected' as const,
    value: 0.6,
    reason: 'auc 0.6 misses the threshold.',
    champion: { release: packageArn, value: 0.78, comparable: true },
  },
};

function world() {
  const made = makeWorld();
  putChampion(made.aws);
  made.aws.on('Publish', {}).on('DescribeModelPackage', modelPackage());
  return { ...made, state: () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json') };
}

describe('notify', () => {
  it('records and mails that a run began, once', async () => {
    const made = world();
    expect(await notify({ kind: 'started', run }, made)).toBeNull();
    expect(await notify({ kind: 'started', run }, made)).toBeNull();
    expect(made.aws.calls('Publish')).toMatchObject([
      { Subject: '[bird-strikes] run started (0123456)', MessageAttributes: { outcome: { StringValue: 'started' } } },
    ]);
    expect(made.state()?.runs).toMatchObject([{ id: run.id, outcome: null }]);
    expect(made.state()?.outbox).toEqual([]);
  });

  it('mails that the gate said no, with the figures, and leaves the champion alone', async () => {
    const made = world();
    const first = await notify(rejected, made);
    expect(first).toMatchObject({
      outcome: 'rejected',
      release: null,
      summary: expect.stringContaining('auc 0.6 misses the threshold. The champion is untouched.'),
    });
    expect(await notify(rejected, made)).toEqual(first);
    const [mail, ...others] = made.aws.calls<{ Subject: string; Message: string }>('Publish');
    expect(others).toEqual([]);
    expect(mail?.Subject).toBe('[bird-strikes] rejected by the gate (0123456)');
    expect(mail?.Message).toContain('auc          0.6      0.78        0.7');
    expect(made.state()).toMatchObject({ champion: { run: 'earlier' }, runs: [{ outcome: 'rejected' }] });
  });
});
