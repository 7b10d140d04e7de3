import { createHmac } from 'node:crypto';
import type { ModelState } from '../../lambdas/contract/model-state.ts';
import type { Stage } from './stage.ts';

const model = 'pushed';
const hourMs = 3600_000;
const training = (seconds: number) => ({ 'training.json': { accuracy: 0.9, seconds } });
const slow = 600;

/** The model in a repository: every door, commands, and what one function finds when another died or nobody heard of an event. */
export async function repositoryModel(stage: Stage): Promise<void> {
  await through(stage, () => stage.push('First', training(0)));
  await doors(stage);
  await undelivered(stage);
  await commands(stage);
  await lostEvents(stage);
}

/** Does what starts a run, and waits until that run has ended and nothing waits any more. */
async function through({ state, until, quiet }: Stage, start: () => Promise<unknown>): Promise<void> {
  const seq = (await state(model).catch(() => undefined))?.seq ?? 0;
  await start();
  await until(async () => (await state(model).catch(() => undefined))?.seq !== seq || undefined);
  await quiet(model);
}

/** A schedule, GitHub, a console, uploads, a push that changes nothing of the model. */
async function doors(stage: Stage): Promise<void> {
  const { world, call, publish, until, state } = stage;
  await through(stage, () => publish({ model, trigger: 'the schedule', id: 'monday', at: new Date(world.clock.now()).toISOString() }));
  await through(stage, () => stage.run({ model }));

  await world.call('ssm', 'PutParameter', { Name: '/trainyard-secrets/webhook', Value: 'key', Type: 'SecureString' });
  const body = JSON.stringify({ ref: 'refs/heads/main', before: 'a', after: 'b', repository: { full_name: 'acme/none' }, commits: [] });
  const signature = `sha256=${createHmac('sha256', 'key').update(body).digest('hex')}`;
  const headers = { 'x-hub-signature-256': signature, 'x-github-event': 'push' };
  await call('webhook', { requestContext: { http: { method: 'POST' } }, headers, body });

  // Uploads start a run once they have come to rest. The stage's data was uploaded an hour ago.
  const time = new Date(world.clock.now() - hourMs).toISOString();
  await until(async () => ((await state(model)).uploads ? true : undefined));
  await stage.setState(model, (now) => ({ ...now, uploads: { since: time, last: time, count: 1 } }));
  await through(stage, () => call('sweep', {}));

  await stage.push('Words only', { 'README.json': {} });
  const commit = await stage.git('checkout', 'rev-parse', 'HEAD');
  await until(async () => (await state(model)).heads['refs/heads/main']?.commit === commit || undefined);
}

/** A push whose message was lost: the comparison of heads finds it. */
async function undelivered(stage: Stage): Promise<void> {
  await stage.commit('Nobody heard', { 'training.json': { accuracy: 0.91, seconds: 0 } });
  await stage.deliverSilently();
  const { seq } = await stage.state(model);
  const sweepUntilFound = () =>
    stage.until(async () => {
      await stage.call('sweep', { compare: true });
      return (await stage.state(model)).seq !== seq || undefined;
    });
  await through(stage, sweepUntilFound);
}

/** Pushes a training that takes ten minutes and waits until it runs. */
async function longRun(stage: Stage, message: string): Promise<string> {
  const { state, until } = stage;
  const { seq } = await state(model);
  await stage.push(message, training(slow + seq));
  const arn = await until(async () => {
    const now = await state(model);
    return now.seq !== seq && now.running?.phase === 'running' ? (now.running.execution.arn ?? undefined) : undefined;
  });
  await stage.entered(arn, ['AwaitTraining']);
  return arn;
}

/** What a function leaves that dies between its write and what follows from it. */
const withMail = (state: ModelState): ModelState => ({
  ...state,
  outbox: [...state.outbox, { id: `left-${state.seq}`, outcome: 'failed', subject: '[pushed] left', body: 'Left behind.', claim: null }],
});
const withCancel = (state: ModelState): ModelState => ({
  ...state,
  running: state.running && { ...state.running, cancel: { kind: 'aborted', reason: 'Cancelled by jane.' } },
});

/** A run cancelled by a message, one whose cancelling died half-way, and one that is stopped in a console while another waits. */
async function commands(stage: Stage): Promise<void> {
  const { publish, call, setState, quiet } = stage;
  await longRun(stage, 'Cancelled');
  await publish({ model, action: 'cancel', by: 'jane' });
  await quiet(model);

  await longRun(stage, 'Half cancelled');
  await setState(model, (state) => withCancel(withMail(state)));
  await call('sweep', {});
  await quiet(model);

  const arn = await longRun(stage, 'Stopped');
  await publish(await quickWish(stage, 'waits'));
  await stage.until(async () => (await stage.state(model)).pending.length === 1 || undefined);
  await setState(model, (state) => withCancel(withMail(state)));
  await through(stage, () => stage.stop(arn));
}

/** A wish for the first commit, whose training takes no time. */
async function quickWish({ git, world }: Stage, id: string): Promise<object> {
  const [commit] = (await git('checkout', 'rev-list', '--reverse', 'main')).split('\n');
  return { model, commit, trigger: 'a person', id, at: new Date(world.clock.now()).toISOString() };
}

/** Executions whose end nobody is told of: the next message, or the sweep, goes on with the model. */
async function lostEvents(stage: Stage): Promise<void> {
  const { publish, call, setState, quiet, state, until, world } = stage;
  const { Rules } = await world.call<{ Rules: { Name: string; Description?: string; EventPattern?: string }[] }>('events', 'ListRules', {});
  const rule = Rules.find(({ Description }) => Description === 'A run or a recovery ended');
  if (!rule) throw new Error(`Expected the rule of ended executions; got ${Rules.map(({ Description }) => Description).join(', ')}`);
  const { Name, Description, EventPattern } = rule;
  const arn = await longRun(stage, 'Lost');
  await world.call('events', 'PutRule', { Name, Description, EventPattern, State: 'DISABLED' });
  await stage.stop(arn);
  await setState(model, withMail);
  await publish(await quickWish(stage, 'after the lost event'));
  await publish(await quickWish(stage, 'during the recovery'));
  await recovered(stage);
  await publish(await quickWish(stage, 'after the lost recovery'));
  const swept = async (goal: (state: ModelState) => boolean) => {
    await until(async () => {
      await call('sweep', {});
      return goal(await state(model)) || undefined;
    });
  };
  await swept(({ running, pending }) => !running && pending.length === 0);

  const other = await longRun(stage, 'Lost again');
  await stage.stop(other);
  await call('sweep', {});
  await recovered(stage);
  await call('sweep', {});
  await world.call('events', 'PutRule', { Name, Description, EventPattern, State: 'ENABLED' });
  await quiet(model);
}

/** Waits until the recovery of the model's last run has ended. */
async function recovered({ world, until, state }: Stage): Promise<void> {
  await until(async () => ((await state(model)).running?.phase === 'recovering' ? true : undefined));
  const stateMachineArn = `arn:aws:states:${world.region}:${world.account}:stateMachine:trainyard-recovery`;
  await until(async () => {
    const { executions } = await world.call<{ executions: object[] }>('states', 'ListExecutions', {
      stateMachineArn,
      statusFilter: 'RUNNING',
    });
    return executions.length === 0 || undefined;
  });
}
