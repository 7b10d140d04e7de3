import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { interruptOf } from '../../../cli/interrupt.ts';
import { watchRuns } from '../../../cli/watch-runs.ts';
import { fakeIo } from './fake-io.ts';
import { ended, eventually, type InstalledWorld, installedWorld, quickClock } from './installed-world.ts';

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
const start = (world: InstalledWorld, input: unknown) =>
  world.account.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));

it('shows runs that others start: in two lines, and state by state where a push was waited for', async () => {
  const world = await installedWorld('birds', { Work: { Type: 'Wait', Seconds: 0, Next: 'Done' }, ...ended('succeeded') });
  await start(world, { model: 'birds', trigger: 'before' });
  await eventually(async () =>
    (await world.runtime.world.call<{ executions: { status: string }[] }>('states', 'ListExecutions', { stateMachineArn })).executions[0]
      ?.status === 'SUCCEEDED'
      ? true
      : undefined,
  );
  const controller = new AbortController();
  const io = fakeIo({ interrupt: interruptOf(controller.signal), clock: quickClock() });
  const watching = watchRuns(world.account, io, { live: new Set(['pushed']), logs: false });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await start(world, { model: 'birds', trigger: 'trainyard run' });
  await eventually(() => (io.written.out.includes('birds: run succeeded after') ? true : undefined));
  await start(world, { model: 'pushed', trigger: 'a push to main by jane' });
  await eventually(() => (io.written.out.includes('It is succeeded.') ? true : undefined));
  controller.abort(new Error('Ctrl+C'));
  await watching;
  expect(io.written.out).toMatch(/^birds: run started by trainyard run: arn:.*\nbirds: run succeeded after \d\.\d s\n/);
  expect(io.written.out).toMatch(/\na push to main by jane: run arn:.*\n +0\.\d s {2}▸ Work\n/);
  expect(io.written.out).not.toContain('before');
});

it('lives on when the installation is destroyed beside it', async () => {
  const world = await installedWorld();
  await world.runtime.world.call('states', 'DeleteStateMachine', { stateMachineArn });
  const controller = new AbortController();
  const watching = watchRuns(world.account, fakeIo({ interrupt: interruptOf(controller.signal) }), { live: new Set(), logs: false });
  await new Promise((resolve) => setTimeout(resolve, 100));
  controller.abort(new Error('Ctrl+C'));
  await expect(watching).resolves.toBeUndefined();
});

it('shows every execution, whatever its input is, and says of a world that does not answer that it cannot show it', async () => {
  const world = await installedWorld('birds', ended('succeeded'));
  const controller = new AbortController();
  const io = fakeIo({ interrupt: interruptOf(controller.signal), clock: quickClock() });
  let isAnswering = true;
  let asked = 0;
  const account = new Proxy(world.account, {
    get: (target, name) => {
      if (name === 'sfn') asked++;
      if (name === 'sfn' && !isAnswering) throw new TypeError('no answer');
      return Reflect.get(target, name);
    },
  });
  const watching = watchRuns(account, io, { live: new Set(['__proto__']), logs: false });
  // The runs so far are known once the world is asked again and again.
  await eventually(() => (asked > 4 ? true : undefined));
  const odd = [
    null,
    5,
    'x',
    [],
    { trigger: 5 },
    { model: {}, trigger: ['\u001b[2J'] },
    { model: '\ud800' },
    { trigger: 'x'.repeat(100_000) },
  ];
  for (const input of odd) await start(world, input);
  await eventually(() => (io.written.out.match(/run succeeded after/g)?.length === odd.length ? true : undefined));
  isAnswering = false;
  await eventually(() => (io.written.err.includes('Cannot show the runs: trainyard: TypeError: no answer') ? true : undefined));
  controller.abort(new Error('Ctrl+C'));
  await expect(watching).resolves.toBeUndefined();
  expect(io.written.err.match(/no answer/g)).toHaveLength(1);
  expect(io.written.out.length).toBeLessThan(6000);
});
