import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Account, localAccount } from '../../../cli/account.ts';
import { Interrupted, interruptOf } from '../../../cli/interrupt.ts';
import { runPipeline } from '../../../cli/pipeline-run.ts';
import { findRun } from '../../../cli/runs.ts';
import { type Runtime, startWorld } from '../../../local/runtime.ts';
import { fakeIo } from './fake-io.ts';
import { ended, eventually, held, installedWorld, quickClock } from './installed-world.ts';

let runtime: Runtime;
let account: Account;
beforeEach(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-run-'));
  runtime = await startWorld({ dataDir });
  account = localAccount(runtime.endpointUrl, dataDir);
});
afterEach(async () => {
  await runtime.stop();
  rmSync(runtime.world.dataDir, { recursive: true });
});

async function pipeline(states: Record<string, object>): Promise<string> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const roleArn = 'arn:aws:iam::000000000000:role/pipeline';
  const { stateMachineArn } = await account.sfn.send(new CreateStateMachineCommand({ name: 'trainyard-pipeline', definition, roleArn }));
  return stateMachineArn ?? '';
}

const outcome = (name: string) => ({ outcome: name, model: 'birds', run: 'r1', release: null, endpoint: null, summary: `It is ${name}.` });
const request = { input: { model: 'birds' }, title: 'birds', logs: false };

describe('runPipeline', () => {
  it('shows the states, sums up and gives 0 for a run that succeeded', async () => {
    await pipeline({
      Prepare: { Type: 'Pass', Next: 'Work' },
      Work: { Type: 'Wait', Seconds: 0, Next: 'Done' },
      Done: { Type: 'Pass', Output: outcome('succeeded'), End: true },
    });
    const io = fakeIo({ clock: quickClock() });
    expect(await runPipeline(account, io, request)).toBe(0);
    expect(io.written.out).toMatch(/▸ Work\n[\s\S]*✓ Work {2}/);
    expect(io.written.out).toMatch(/Outcome {5}succeeded after 0\.\d s: It is succeeded\./);
  });

  it('gives 3 when the gate said no', async () => {
    await pipeline({ Done: { Type: 'Pass', Output: outcome('rejected'), End: true } });
    expect(await runPipeline(account, fakeIo({ clock: quickClock() }), request)).toBe(3);
  });

  it('waits where another run holds the model, follows the execution that what it asked for gets, and gives its exit code', async () => {
    const world = await installedWorld('birds', {
      IsQueued: {
        Type: 'Choice',
        Choices: [{ Condition: "{% $states.input.trigger = 'trainyard run' %}", Next: 'Queued' }],
        Default: 'Done',
      },
      Queued: { Type: 'Pass', Output: { ...outcome('queued'), summary: 'birds-7 holds the lock.' }, End: true },
      ...ended('rejected'),
    });
    await world.putState({ running: held() });
    const io = fakeIo({ clock: quickClock() });
    const input = { model: 'birds', trigger: 'trainyard run' };
    const code = runPipeline(world.account, io, { ...request, input });
    await eventually(() => (io.written.out.includes('Queued: birds-7 holds the lock.') ? true : undefined));
    const { startDate } = await world.account.sfn.send(new DescribeExecutionCommand({ executionArn: await findRun(world.account) }));
    const launch = { id: 'a1b2c3d4e5f60718', at: startDate?.toISOString() ?? '', trigger: 'trainyard run', head: null, input };
    await world.putState({ running: held(), pending: [launch] });
    await eventually(() => (io.written.out.includes('waits for birds-7-1f2e3d4c') ? true : undefined));
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
    const started = await world.account.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: 'birds-8-a1b2c3d4', input: '{"trigger":""}' }),
    );
    // It may be over before anybody looked: the record of runs tells of it by its name.
    const record = { id: 'r8', execution: started.executionArn ?? '', startedAt: launch.at, outcome: 'rejected' as const, summary: '' };
    await world.putState({ runs: [record] });
    expect(await code).toBe(3);
    expect(io.written.out).toContain(`Run ${started.executionArn}\n`);
  });

  it('says where and why a run failed, with the mail and where to look', async () => {
    await pipeline({ StartTraining: { Type: 'Fail', Error: 'TrainingFailed', Cause: 'exit code 1\nlast line' } });
    const mail = join(account.dataDir ?? '', 'mail', '1.eml');
    mkdirSync(join(mail, '..'), { recursive: true });
    setTimeout(() => writeFileSync(mail, 'Subject: [birds] failed in StartTraining: TrainingFailed\r\n\r\n'), 50);
    const io = fakeIo({ cwd: tmpdir() });
    expect(await runPipeline(account, io, request)).toBe(1);
    const arn = await findRun(account);
    expect(io.written.out.split('\n\n').at(-1)).toBe(
      [
        'The run failed in StartTraining: TrainingFailed',
        '  exit code 1',
        '  last line',
        `Mail      ${mail.slice(tmpdir().length + 1)}`,
        `Output    trainyard logs ${arn.split(':').at(-1)} --state StartTraining`,
        'Runbook   docs/runbook.md#trainingfailed',
        '',
      ].join('\n'),
    );
  });

  it("names the runbook's section of a run that somebody stopped, whatever they called that", async () => {
    await pipeline({ Work: { Type: 'Wait', Seconds: 600, End: true } });
    const io = fakeIo({ clock: quickClock() });
    const ended = runPipeline(account, io, request);
    const executionArn = await eventually(() => findRun(account).catch(() => undefined));
    await account.sfn.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'by jane' }));
    expect(await ended).toBe(1);
    expect(io.written.out).toMatch(/by jane\n[\s\S]*Runbook {3}docs\/runbook\.md#aborted\n$/);
  });

  it('stops the execution on Ctrl+C and says in which state it was', async () => {
    const stateMachineArn = await pipeline({ Work: { Type: 'Wait', Seconds: 600, End: true } });
    const controller = new AbortController();
    const io = fakeIo({ clock: quickClock(), interrupt: interruptOf(controller.signal) });
    setTimeout(() => controller.abort(new Interrupted()), 100);
    await expect(runPipeline(account, io, request)).rejects.toThrow(Interrupted);
    const { executions = [] } = await account.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions[0]?.status).toBe('ABORTED');
    expect(await account.sfn.send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }))).toMatchObject({
      error: 'Interrupted',
    });
    expect(io.written.err).toBe(
      `Stopped ${executions[0]?.executionArn} in Work.\nIts clean-up goes on, or is done by the next start of this world: a mail tells.\n`,
    );
  });

  it('says that nothing is installed', async () => {
    await expect(runPipeline(account, fakeIo(), request)).rejects.toThrow(
      /Expected the installation "trainyard" in the local world .*; found none/,
    );
  });
});

describe('findRun', () => {
  it('names what there is', async () => {
    await pipeline({ Done: { Type: 'Pass', Output: outcome('succeeded'), End: true } });
    await expect(findRun(account)).rejects.toThrow('there is none yet. Start one: `trainyard run`.');
    await runPipeline(account, fakeIo({ clock: quickClock() }), request);
    const arn = await findRun(account);
    expect(await findRun(account, arn.split(':').at(-1))).toBe(arn);
    await expect(findRun(account, 'nothing')).rejects.toThrow('got "nothing"');
  });
});
