import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../infra/models.ts';
import { emptyState } from '../../lambdas/contract/model-state.ts';
import { launch } from '../../lambdas/launch/launch.ts';
import { prepare } from '../../lambdas/prepare/prepare.ts';
import { recordOutcome } from '../../lambdas/record-outcome/record-outcome.ts';
import { executionHash } from '../../lambdas/shared/hash.ts';
import { executionEnded } from '../../lambdas/shared/model-state/ended.ts';
import { changeState, readState } from '../../lambdas/shared/model-state/store.ts';
import { noteUploads } from '../../lambdas/shared/model-state/uploads.ts';
import { cachedSecret } from '../../lambdas/webhook/secret.ts';
import { webhook } from '../../lambdas/webhook/webhook.ts';
import { awsError } from '../unit/lambdas/fake-aws.ts';
import { executionArn, heldLock, makeRun, makeWorld } from '../unit/lambdas/fixtures.ts';
import { History } from '../unit/lambdas/history.ts';
import { codecommit, event, github, uploaded } from '../unit/lambdas/launch/messages.ts';
import { commit, launchWorld, model } from '../unit/lambdas/launching.ts';
import { deep, mutated, oddJson, oddText, runs } from './odd.ts';

const evaluation = { metric: 'auc', threshold: 0.7 };
const training = { metrics: [{ name: 'auc', regex: 'auc=(.*)' }], hyperparameters: { rate: '0.1' } };
const facts = {
  repositoryUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/birds',
  trainingRoleArn: 'arn:aws:iam::000000000000:role/training',
  buildRoleArn: 'arn:aws:iam::000000000000:role/build',
  hostingRoleArn: 'arn:aws:iam::000000000000:role/hosting',
  modelPackageGroup: 'birds',
  buildspecHash: 'hash',
  source: { type: 'folder', bucket: 'sources', key: 's.zip', manifestKey: 's.txt', version: '0123456789ab' },
};
const manifest = `${'a'.repeat(64)} - Dockerfile\n${'a'.repeat(64)} - training/train.mjs\n`;
const execution = { arn: executionArn, name: 'e1', startedAt: '2026-11-21T12:34:56.789Z' };

/** The model `birds` with these parameters beside its own. */
function installed(parameters: Record<string, string> = {}) {
  const made = launchWorld({
    ...model('birds', { evaluation, training }),
    '/trainyard/birds/deployed': JSON.stringify(facts),
    ...parameters,
  });
  made.aws.put('sources', 's.txt', manifest);
  made.aws.on('ListModelPackages', {}).on('DescribeModelPackage', () => {
    throw Object.assign(new Error('could not find'), { name: 'ValidationException' });
  });
  return { ...made, fetch, githubToken: async () => undefined };
}

const ownNames = ['InvalidInput', 'InvalidSettings', 'ReleaseGone', 'CommitMissing', 'StateUnreadable'];
/** Describes the pipeline's execution; there was no recovery of it yet. */
const pipelineOnly =
  (found: object) =>
  ({ executionArn: arn }: { executionArn: string }) => {
    if (arn !== executionArn) throw awsError('ExecutionDoesNotExist');
    return { executionArn, ...found };
  };
const nameOf = (error: unknown) => (error as Error).name;

describe('an execution of any input', () => {
  const valid = {
    model: 'birds',
    options: { training: { hyperparameters: { rate: 0.2 } } },
    trigger: 'a test',
    release: '7',
    commit: 'main',
  };
  const inputs = fc.oneof(oddJson, mutated(valid), fc.record({ model: oddText, trigger: oddJson, options: oddJson }));

  it('runs, or ends by an error of its own that names what is wrong', async () => {
    const check = async (input: unknown) => {
      const made = installed();
      const ended = await prepare({ execution, input }, made).then(() => 'ran', nameOf);
      expect(['ran', ...ownNames]).toContain(ended);
    };
    for (const input of [
      null,
      5,
      'x',
      [],
      { trigger: 5 },
      { model: {} },
      { model: '__proto__' },
      JSON.parse(deep(900)),
      { trigger: '\ud800' },
    ])
      await check(input);
    await fc.assert(fc.asyncProperty(inputs, check), runs(60));
  });

  it.each([null, 5, 'x', [], { trigger: 5 }, { model: {} }, { model: '__proto__' }])('is InvalidInput for %j', async (input) => {
    await expect(prepare({ execution, input }, installed())).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  it('is mailed when it failed, once, whatever its input is', async () => {
    const check = async (input: string) => {
      const made = makeWorld();
      const began = {
        status: 'FAILED',
        error: 'InvalidInput',
        cause: '{"errorMessage":"The input is wrong."}',
        startDate: new Date(0),
        stopDate: new Date(0),
      };
      made.aws
        .on('DescribeExecution', pipelineOnly({ input, ...began }))
        .on('GetExecutionHistory', new History().task('Prepare', 'prepare', { error: 'InvalidInput' }).failed().answer)
        .on('StartExecution', {})
        .on('Publish', {});
      await executionEnded(executionArn, {
        ...made,
        pipelineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline',
        recoveryArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery',
      });
      const [started] = made.aws.calls<{ input: string }>('StartExecution');
      const recovery = JSON.parse(started?.input ?? '');
      await recordOutcome({ recovery, startedAt: '2026-11-21T12:10:01.000Z', stopped: [], restored: [] }, made);
      expect(made.aws.calls('Publish')).toHaveLength(1);
    };
    const texts = fc.oneof(
      inputs.map((input) => JSON.stringify(input) ?? '{}'),
      oddText,
    );
    for (const input of ['null', '5', '[]', '{"trigger":5}', deep(5000), JSON.stringify({ trigger: 'x'.repeat(250_000) })])
      await check(input);
    await fc.assert(fc.asyncProperty(texts, check), runs(40));
  });
});

describe('a message to the launch topic', () => {
  const messages = [
    ...[codecommit(), github(), uploaded('birds/training/a.csv'), { model: 'birds' }, { model: 'birds', action: 'cancel', by: 'jane' }],
    { model: 'birds', id: 'x', at: '2026-11-21T12:00:00Z', options: { training: {} } },
  ];

  it('is taken up or refused, and never delivered again for its own sake', async () => {
    const parameters = {
      ...model('birds', { triggers: { data: true } }),
      '/trainyard-sources/codecommit/models/birds': '"birds"',
      '/trainyard-sources/github/acme/birds/birds': '"birds"',
    };
    const check = async (message: unknown) => {
      const made = launchWorld(parameters);
      await launch(event(message), made);
      expect(made.lines.length).toBeGreaterThan(0);
    };
    for (const message of [null, 5, [], '', deep(5000), { Records: [] }, { Records: null }, { source: 'aws.s3' }, { action: {} }])
      await check(message);
    await fc.assert(fc.asyncProperty(fc.oneof(oddJson, oddText, ...messages.map(mutated)), check), runs(120));
  });
});

describe('a body that GitHub signed', () => {
  const push = {
    ref: 'refs/heads/main',
    before: commit('a'),
    after: commit('b'),
    repository: { full_name: 'acme/birds', pushed_at: 1795262340 },
    pusher: { name: 'jane' },
    head_commit: { message: 'Better', timestamp: '2026-11-21T12:58:00+01:00', author: { name: 'Jane' } },
    commits: [{ added: ['a'], modified: [], removed: [] }],
  };

  it('is accepted, ignored or refused', async () => {
    const check = async (body: string) => {
      const made = launchWorld({ '/trainyard-secrets/webhook': 'secret' });
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-hub-signature-256': `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`,
      };
      const request = { headers, body, isBase64Encoded: false, requestContext: { http: { method: 'POST' } } };
      const { statusCode } = await webhook(request, { ...made, topic: 'arn', secret: cachedSecret(made.ssm, 'trainyard', made.clock) });
      expect([202, 400]).toContain(statusCode);
    };
    await check(JSON.stringify({ ...push, repository: { ...push.repository, pushed_at: 1e300 } }));
    await check(deep(5000));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(mutated(push), oddJson).map((value) => JSON.stringify(value) ?? ''),
        check,
      ),
      runs(100),
    );
  });
});

describe('parameters that people wrote', () => {
  it('are taken, or refused by Prepare as InvalidSettings', async () => {
    const value = fc.oneof(
      oddText,
      fc.oneof(oddJson, mutated(training), mutated(evaluation)).map((json) => JSON.stringify(json) ?? ''),
    );
    const section = fc.oneof(
      fc.constantFrom('training', 'evaluation', 'deployment', 'build', 'triggers', 'notifications', 'verification', 'source'),
      oddText,
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('overrides', 'defaults', 'deployed', ''), section, value, async (kind, name, text) => {
        const made = installed({ [`/trainyard/birds/${kind}/${name}`]: text });
        const ended = await prepare({ execution, input: {} }, made).then(() => 'ran', nameOf);
        expect(['ran', 'InvalidSettings', 'CommitMissing']).toContain(ended);
      }),
      runs(150),
    );
  });
});

describe('a state document of another version, or broken', () => {
  const whole = {
    ...emptyState,
    rev: 'r1',
    running: heldLock,
    runs: [{ id: 'r', execution: executionArn, startedAt: '2026-11-21T12:00:00Z', outcome: 'succeeded', summary: 'Fine.' }],
    heads: { 'refs/heads/main': { commit: commit('a'), at: '2026-11-21T12:00:00Z' } },
    uploads: { since: '2026-11-21T12:00:00Z', last: '2026-11-21T12:00:00Z', count: 1 },
  };

  it('is read, or named StateUnreadable and never written over', async () => {
    const check = async (text: string) => {
      const made = makeWorld();
      made.aws.put('artifacts', 'state/birds.json', text);
      const read = await readState(made.artifacts, 'birds').then(() => 'read', nameOf);
      expect(['read', 'StateUnreadable']).toContain(read);
      if (read === 'read') return;
      await expect(
        changeState(made.artifacts, made.clock, 'birds', (state) => noteUploads(state, ['2026-11-21T12:00:00Z'])),
      ).rejects.toThrow('restore an earlier version');
      expect(made.aws.calls('PutObject')).toEqual([]);
    };
    for (const text of ['', 'null', '[]', '{', deep(5000), '\u0000']) await check(text);
    await fc.assert(
      fc.asyncProperty(
        mutated(whole).map((value) => JSON.stringify(value) ?? ''),
        check,
      ),
      runs(100),
    );
  });

  it('keeps no failed execution from its mail, and the endpoint is left alone', async () => {
    const made = makeWorld();
    made.aws.put('artifacts', 'state/bird-strikes.json', '{"rev": 5}');
    made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, makeRun());
    const ended = {
      status: 'FAILED',
      error: 'StateUnreadable',
      cause: 'state/… is no state',
      startDate: new Date(0),
      stopDate: new Date(0),
    };
    made.aws
      .on('DescribeExecution', pipelineOnly({ input: '{}', ...ended }))
      .on('GetExecutionHistory', new History().task('Deploy', 'deploy', { error: 'StateUnreadable' }).failed().answer)
      .on('StartExecution', {})
      .on('Publish', {});
    await executionEnded(executionArn, {
      ...made,
      pipelineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline',
      recoveryArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery',
    });
    const recovery = JSON.parse(made.aws.calls<{ input: string }>('StartExecution')[0]?.input ?? '');
    await recordOutcome({ recovery, startedAt: '2026-11-21T12:10:01.000Z', stopped: [], restored: [] }, made);
    expect(made.aws.calls<{ Subject: string }>('Publish').map(({ Subject }) => Subject)).toEqual([expect.stringContaining('failed')]);
    expect(made.aws.calls('PutObject')).toEqual([]);
  });
});

describe('a settings file', () => {
  const whole = { model: 'birds', training, evaluation, source: { type: 'github', repository: 'acme/birds' }, triggers: { data: true } };

  it('is a model, or refused with its name and the field', () => {
    const check = (input: unknown) => {
      try {
        checkModel(input, 'birds/trainyard.yml', () => '/nowhere');
      } catch (error) {
        expect((error as Error).message.split('\n').filter((line) => !line.startsWith('birds/trainyard.yml: '))).toEqual([]);
        expect(nameOf(error)).toBe('Error');
      }
    };
    for (const input of [null, undefined, 5, 'x', []]) check(input);
    fc.assert(fc.property(fc.oneof(oddJson, mutated(whole)), check), runs(150));
  });
});
