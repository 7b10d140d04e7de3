import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import type { Payload } from '../../../../lambdas/contract/payloads.ts';
import { promote } from '../../../../lambdas/promote/promote.ts';
import { deploymentKey } from '../../../../lambdas/shared/releases.ts';
import { image, makeRun, makeWorld, modelPackage, packageArn, passed, putChampion, release, trained, verified } from '../fixtures.ts';

const run = makeRun({ overrides: ['training.hyperparameters.epochs = 50 (override)'] });
const newArn = packageArn.replace(/1$/, '2');
const input: Payload<'promote'> = {
  run,
  release: release({ arn: newArn, version: 2 }),
  smokeTest: { samples: 2, latencyMs: 5, prediction: '{"damage":0.1}' },
  training: trained({ reused: true, reason: 'image, settings and data are those of the training t1', seconds: 0 }),
  trainingImage: image('a', { reused: true, reason: 'nothing it is made of changed since run earlier', seconds: 0 }),
  inferenceImage: image('b'),
  evaluation: passed,
  verification: verified,
  deployment: { endpoint: 'bird-strikes', endpointConfig: run.names.endpointConfig, seconds: 300 },
};

function world(approval = 'PendingManualApproval') {
  const made = makeWorld();
  putChampion(made.aws);
  made.aws.on('DescribeModelPackage', modelPackage({}, approval)).on('UpdateModelPackage', {}).on('Publish', {});
  const state = () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json');
  return { ...made, state };
}

describe('promote', () => {
  it('approves the package, makes it the champion, and mails', async () => {
    const made = world();
    const outcome = await promote(input, made);
    expect(outcome).toMatchObject({
      outcome: 'succeeded',
      release: newArn,
      endpoint: 'bird-strikes',
      summary: expect.stringContaining('Release 2 of bird-strikes is live'),
    });
    expect(made.aws.calls('UpdateModelPackage')).toMatchObject([{ ModelPackageArn: newArn, ModelApprovalStatus: 'Approved' }]);
    expect(made.state()).toMatchObject({
      champion: { release: newArn, run: run.id, endpointConfig: run.names.endpointConfig, deploymentKey: deploymentKey(run) },
      target: null,
      runs: [{ id: run.id, outcome: 'succeeded' }],
      outbox: [],
    });
  });

  it('counts the run and its phases once, however often it is called', async () => {
    const made = world();
    const counted: unknown[][] = [];
    const count = (...words: unknown[]) => void counted.push(words);
    await promote(input, { ...made, count });
    const seen = { model: run.model, run: run.id };
    expect(counted[0]).toEqual(['RunsEnded', { Outcome: 'succeeded' }, seen]);
    expect(counted.at(-1)).toEqual([
      'PhaseSeconds',
      { Phase: 'the whole run' },
      { ...seen, unit: 'Seconds', value: (made.clock.ms - Date.parse(run.startedAt)) / 1000 },
    ]);
    const before = counted.length;
    await promote(input, { ...made, count });
    expect(counted).toHaveLength(before);
  });

  it('writes a mail that says what, why, with which figures, and what next', async () => {
    const made = world();
    await promote(input, made);
    const [mail] = made.aws.calls<{ Subject: string; Message: string }>('Publish');
    expect(mail?.Subject).toBe('[bird-strikes] release 2 is live (0123456)');
    for (const text of [
      'Release 2 of bird-strikes is live at the endpoint bird-strikes.',
      'Run:        20261121-120000-abcdef',
      'Replaces:   release 1 of run earlier',
      'metric  this run  champion  threshold',
      'auc         0.79      0.78        0.7',
      'training: image, settings and data are those of the training t1',
      'training.hyperparameters.epochs = 50 (override)',
      'deployment       5 min 00 s',
      'on-demand prices of us-east-1 on',
      '{"damage":0.1}',
      'https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/',
      'trainyard invoke bird-strikes',
    ])
      expect(mail?.Message).toContain(text);
    expect(mail?.Message.split('\n').filter((line) => line.length > 72 && !/https:|arn:/.test(line))).toEqual([]);
  });

  it('does nothing twice when it is called again', async () => {
    const made = world();
    const first = await promote(input, made);
    made.aws.on('DescribeModelPackage', modelPackage({}, 'Approved'));
    const { rev } = made.state() ?? {};
    expect(await promote(input, made)).toEqual(first);
    expect([made.aws.calls('Publish').length, made.aws.calls('UpdateModelPackage').length]).toEqual([1, 1]);
    expect(made.state()?.rev).toBe(rev);
  });

  it('keeps a mail that cannot be sent now: the run does not fail for it, and the next call sends it', async () => {
    const made = world();
    made.aws.on('Publish', () => {
      throw new Error('no answer');
    });
    await promote(input, made);
    expect(made.state()).toMatchObject({ runs: [{ outcome: 'succeeded' }], outbox: [{ outcome: 'succeeded', claim: null }] });
    made.aws.on('Publish', {});
    await promote(input, made);
    expect(made.aws.calls('Publish')).toHaveLength(2);
    expect(made.state()).toMatchObject({ outbox: [] });
  });

  it('leaves the champion as it is when nothing changed, and says so', async () => {
    const made = world('Approved');
    const unchanged = { ...input, release: release({ inService: true }), verification: null, deployment: null };
    expect(await promote(unchanged, made)).toMatchObject({
      outcome: 'unchanged',
      summary: expect.stringContaining('Nothing changed: release 1'),
    });
    expect(made.state()).toMatchObject({ champion: { run: 'earlier', endpointConfig: 'old' }, runs: [{ outcome: 'unchanged' }] });
    expect(made.aws.calls('UpdateModelPackage')).toEqual([]);
  });

  it('lets the package of an unchanged model name the samples that it was tried with now', async () => {
    const made = world('Approved');
    const samples = 's3://artifacts/samples/new/';
    await promote({ ...input, release: release({ inService: true, samples }), verification: null, deployment: null }, made);
    expect(made.aws.calls('UpdateModelPackage')).toEqual([
      {
        ModelPackageArn: packageArn,
        CustomerMetadataProperties: { ...modelPackage().CustomerMetadataProperties, samples },
      },
    ]);
  });

  it('promotes a rollback, which neither trained nor built', async () => {
    const made = world();
    const rollback = { ...input, training: null, trainingImage: null, inferenceImage: null, evaluation: null };
    expect((await promote(rollback, made)).summary).toContain('It was asked for.');
  });

  it('says in outcome and mail that no build has tried the release, where the endpoint was asked first', async () => {
    const made = world();
    const run = makeRun({ settings: { verification: { by: 'endpoint' } } });
    const { summary } = await promote({ ...input, run, verification: null }, made);
    expect(summary).toContain('No build tried it before the deployment (verification.by: endpoint). It answered');
    const [mail] = made.aws.calls<{ Message: string }>('Publish');
    expect(mail?.Message).toMatch(/^Verified: {3}by the endpoint itself, after the deployment$/m);
  });

  it('sends no mail that the settings leave out', async () => {
    const made = world();
    await promote({ ...input, run: makeRun({ settings: { notifications: { mails: ['failed'] } } }) }, made);
    expect(made.aws.calls('Publish')).toEqual([]);
  });
});
