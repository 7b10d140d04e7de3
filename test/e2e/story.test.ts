import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelState } from '../../lambdas/contract/model-state.ts';
import { leftoverProcesses } from './support/leftover-processes.ts';
import { type Repository, repository } from './support/repository.ts';
import { mailsIn, type ServedWorld, servedWorld, until } from './support/served-world.ts';

/**
 * A month of a team's life with one model, in order: every step begins where the one before it ended. The world is `trainyard local` in a
 * process of its own, the pushes are git's, and after each step mails, model state and served predictions are what the team is promised.
 */
let folder: string;
let dataDir: string;
let checkout: Repository;
let world: ServedWorld;
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-story-'));
  dataDir = join(folder, 'state');
  checkout = repository(join(folder, 'pushed'), dataDir);
  world = await servedWorld(checkout.folder, dataDir);
}, 60_000);

afterAll(async () => {
  await world?.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const trainyard = (...words: string[]) =>
  promisify(execFile)(process.execPath, [resolve('dist/trainyard.mjs'), ...words, '--state-dir', dataDir], { cwd: folder });

const training = (values: object) => ({ 'training.json': { accuracy: 0.9, seconds: 0, ...values } });
const serving = (values: object) => ({ 'serving.json': values });

/** Waits until the push was taken up, nothing runs and nothing waits, and every mail is out. */
const quiet = (commit?: string) =>
  until(async () => {
    const state = await world.state().catch(() => undefined);
    const isTaken = state && (!commit || state.heads['refs/heads/main']?.commit === commit);
    return isTaken && !state.running && state.pending.length === 0 && state.outbox.length === 0 ? state : undefined;
  });

const running = (test: (state: ModelState) => boolean = () => true) =>
  until(async () => {
    const state = await world.state().catch(() => undefined);
    return state?.running?.phase === 'running' && test(state) ? state : undefined;
  });

const stateIs = (executionArn: string, name: string) => until(async () => (await world.states(executionArn)).includes(name) || undefined);

/** The mails since the last time this was asked for, but the alarm's: it rings for every run that fails, and a while after stays rung. */
let read = 0;
function newMails(): { subject: string; text: string }[] {
  const mails = mailsIn(dataDir);
  const fresh = mails.slice(read);
  read = mails.length;
  return fresh;
}
const subjects = (mails: readonly { subject: string }[]) => mails.map(({ subject }) => subject);
const short = (commit: string) => commit.slice(0, 7);

describe('a team with one model', { timeout: 120_000 }, () => {
  it('pushes: the model is trained and live, and two mails say so', async () => {
    const commit = checkout.push('The first model');
    const state = await quiet(commit);
    const mails = newMails();
    expect(subjects(mails)).toEqual([
      'AWS Notification - Subscription Confirmation',
      `[pushed] run started (${short(commit)})`,
      `[pushed] release 1 is live (${short(commit)})`,
    ]);
    for (const text of ['Jane Doe', 'The first model', 'a push to main', commit]) expect(mails[2]?.text).toContain(text);
    expect(state).toMatchObject({ runs: [{ outcome: 'succeeded' }], heads: { 'refs/heads/main': { commit } } });
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'first' });
  });

  it('pushes twice while a run goes on: the newest runs next, the other is reported superseded', async () => {
    const first = checkout.push('Slow', { ...training({ seconds: 8 }), ...serving({ greeting: 'second' }) });
    await running();
    const second = checkout.push('Forgotten', serving({ greeting: 'third' }));
    await until(async () => (await world.state()).pending.length === 1 || undefined);
    const third = checkout.push('Newest', serving({ greeting: 'fourth' }));
    const state = await quiet(third);
    const mails = newMails();
    // Of one run the mails come in order; between runs nobody promises one, on AWS either.
    expect(subjects(mails).filter((subject) => subject.includes(short(first)))).toEqual([
      `[pushed] run started (${short(first)})`,
      `[pushed] release 2 is live (${short(first)})`,
    ]);
    expect(subjects(mails).filter((subject) => subject.includes(short(third)))).toEqual([
      `[pushed] run started (${short(third)})`,
      `[pushed] release 3 is live (${short(third)})`,
    ]);
    expect(mails).toHaveLength(5);
    expect(mails.find(({ subject }) => subject === `[pushed] superseded: not run (${short(second)})`)?.text).toContain('Forgotten');
    expect(state.runs.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'fourth' });
  });

  it('breaks the training: the mail has the cause and the last log lines, the champion serves', async () => {
    const commit = checkout.push('Break it', training({ error: 'Cannot read row 17: expected 3 columns, found 2' }));
    const state = await quiet(commit);
    const [, failed] = newMails();
    expect(failed?.subject).toBe(`[pushed] failed in AwaitTraining: TrainingFailed (${short(commit)})`);
    for (const text of ['Cannot read row 17', 'Break it', 'TrainingFailed', 'trainyard logs']) expect(failed?.text).toContain(text);
    expect(state).toMatchObject({ target: null, runs: [{ outcome: 'failed' }, { outcome: 'succeeded' }, {}, {}] });
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'fourth' });
  });

  it('breaks the serving code: no traffic ever reaches it', async () => {
    const commit = checkout.push('Break the server', { ...training({}), ...serving({ greeting: 'x', error: '11 features, expected 12' }) });
    await quiet(commit);
    const [, failed] = newMails();
    expect(failed?.subject).toBe(`[pushed] failed in AwaitVerification: VerificationFailed (${short(commit)})`);
    expect(failed?.text).toContain('11 features, expected 12');
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'fourth' });
  });

  it('pushes a worse model: the gate says no, with both figures', async () => {
    const commit = checkout.push('Smaller', { ...training({ accuracy: 0.8 }), ...serving({ greeting: 'fifth' }) });
    const state = await quiet(commit);
    const [, rejected] = newMails();
    expect(rejected?.subject).toBe(`[pushed] rejected by the gate (${short(commit)})`);
    expect(rejected?.text).toMatch(/accuracy +0\.8 +0\.9/);
    expect(state.runs[0]).toMatchObject({ outcome: 'rejected' });
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'fourth' });
  });

  it('starts an execution in the console with {} while a run holds the lock: it ends as queued, and its wish runs next', async () => {
    const commit = checkout.push('Slow again', { ...training({ seconds: 6, accuracy: 0.91 }), ...serving({ greeting: 'sixth' }) });
    await running();
    const { executionArn } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    const ended = await until(async () => {
      const execution = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output ?? '')).toMatchObject({ outcome: 'queued', model: 'pushed' });
    const state = await quiet(commit);
    expect(subjects(newMails()).sort()).toEqual([
      `[pushed] release 5 is live (${short(commit)})`,
      `[pushed] run started (${short(commit)})`,
      `[pushed] run started (${short(commit)})`,
      `[pushed] unchanged (${short(commit)})`,
    ]);
    expect(state.runs.slice(0, 2)).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'succeeded' }]);
    expect(await world.invoke()).toEqual({ accuracy: 0.91, greeting: 'sixth' });
  });

  it('stops an execution during the training: nothing of it goes on, and the mail says who did it', async () => {
    const commit = checkout.push('Too slow', training({ seconds: 600, accuracy: 0.92 }));
    const { running: lock } = await running();
    const executionArn = lock?.execution.arn ?? '';
    await stateIs(executionArn, 'AwaitTraining');
    await world.sfn.send(new StopExecutionCommand({ executionArn, error: 'Mistake', cause: 'Jane pressed Stop.' }));
    const state = await quiet(commit);
    const [, aborted] = newMails();
    expect(aborted?.subject).toContain(`(${short(commit)})`);
    expect(aborted?.text).toContain('Jane pressed Stop.');
    expect(aborted?.text).toContain('was stopped in AwaitTraining');
    expect(state.runs[0]).toMatchObject({ outcome: 'aborted' });
    expect(leftoverProcesses(dataDir).filter((line) => line.includes('train.mjs'))).toEqual([]);
    expect(await world.invoke()).toEqual({ accuracy: 0.91, greeting: 'sixth' });
  });

  it('stops an execution during the deployment: the endpoint goes back to the champion', async () => {
    const commit = checkout.push('Almost', { ...training({ accuracy: 0.93 }), ...serving({ greeting: 'seventh' }) });
    const { running: lock } = await running();
    const executionArn = lock?.execution.arn ?? '';
    await stateIs(executionArn, 'AwaitDeployment');
    await world.sfn.send(new StopExecutionCommand({ executionArn }));
    const state = await quiet(commit);
    expect(newMails()[1]?.text).toContain('was stopped in AwaitDeployment');
    expect(state.target).toBeNull();
    expect(state.runs[0]).toMatchObject({ outcome: 'aborted' });
    expect(await world.invoke()).toEqual({ accuracy: 0.91, greeting: 'sixth' });
  });

  it('rolls back to the first release by one command, and refuses one that is not there', async () => {
    const { stdout } = await trainyard('rollback', 'pushed', '--to', '1');
    expect(stdout).toMatch(/succeeded/);
    expect(subjects(newMails())).toEqual(['[pushed] rollback to release 1 started', expect.stringMatching(/rolled back to release 1/)]);
    expect(await world.invoke()).toEqual({ accuracy: 0.9, greeting: 'first' });
    expect((await quiet()).champion?.release).toMatch(/\/1$/);
    await expect(trainyard('rollback', 'pushed', '--to', '99')).rejects.toMatchObject({ code: 1 });
    expect(newMails()).toEqual([]);
  });

  it('loses power in the middle of a run with a push waiting: after a start both are accounted for', async () => {
    const lost = checkout.push('Lost', { ...training({ seconds: 600, accuracy: 0.95 }), ...serving({ greeting: 'eighth' }) });
    const { running: lock } = await running();
    await stateIs(lock?.execution.arn ?? '', 'AwaitTraining');
    const waits = checkout.push('Waits', training({ seconds: 0, accuracy: 0.96 }));
    await until(async () => (await world.state()).pending.length === 1 || undefined);
    await world.end('SIGKILL');
    world = await servedWorld(checkout.folder, dataDir);
    // The champion, or by now what waited: nothing else ever serves.
    expect([
      { accuracy: 0.9, greeting: 'first' },
      { accuracy: 0.96, greeting: 'eighth' },
    ]).toContainEqual(await world.invoke());
    const state = await quiet(waits);
    const said = subjects(newMails());
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`(stopped|aborted).*\\(${short(lost)}\\)`)));
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`is live \\(${short(waits)}\\)`)));
    expect(state.runs.slice(0, 2)).toMatchObject([{ outcome: 'succeeded' }, { outcome: 'aborted' }]);
    expect(await world.invoke()).toEqual({ accuracy: 0.96, greeting: 'eighth' });
  });

  it('pushes while nothing serves: the push is found at the next start', async () => {
    await world.end('SIGINT');
    expect(leftoverProcesses(dataDir)).toEqual([]);
    const commit = checkout.push('While away', serving({ greeting: 'ninth' }));
    world = await servedWorld(checkout.folder, dataDir);
    await quiet(commit);
    expect(subjects(newMails())).toContainEqual(expect.stringMatching(new RegExp(`is live \\(${short(commit)}\\)`)));
    expect(await world.invoke()).toEqual({ accuracy: 0.96, greeting: 'ninth' });
  });

  it('is destroyed by one command: nothing that bills is left, the data is', async () => {
    const { stdout } = await trainyard('destroy', 'pushed', '--yes');
    expect(stdout).toMatch(/endpoint/i);
    await expect(world.invoke()).rejects.toThrow(/not found/i);
    const { stdout: left } = await trainyard('status');
    expect(left).not.toContain('InService');
    await world.end('SIGINT');
    expect(leftoverProcesses(dataDir)).toEqual([]);
  });
});
