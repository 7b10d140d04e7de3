import { isLaunchedAgain } from '../../lambdas/shared/model-state/learned.ts';
import type { Random } from '../../local/clock.ts';
import { executions } from '../../local/services/states/records.ts';
import type { World } from '../../local/world.ts';
import { acts } from './acts.ts';
import type { FaultPlan } from './faults/plan.ts';
import type { Suffering } from './faults/suffering.ts';
import type { Observer } from './observer.ts';
import { between, oneOf } from './random.ts';
import { headOf } from './services/codecommit.ts';
import type { Timeline } from './timeline.ts';
import type { Model, SimulatedWorld } from './world.ts';

const minute = 60_000;
/** A run that waits for capacity, a build that hangs and three waiting launches end within this, once nothing strikes any more. */
const restsWithin = 24 * 60 * minute;

/** How a model's runs are asked for: at first, later, and by whoever pushes at any moment. */
const shapes = {
  pushed: { first: ['push'], later: ['push', 'start', 'rollback', 'cancel'], push: 'push' },
  folder: { first: ['wish', 'start', 'upload'], later: ['wish', 'start', 'upload', 'cancel'], push: 'wish' },
} as const satisfies Record<Model, object>;

interface Stage {
  readonly world: SimulatedWorld;
  readonly plan: FaultPlan;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly observer: Observer;
  readonly suffering: Suffering;
  /** Those that are deployed. */
  readonly models: readonly Model[];
}

/** What people do in one seed, and when; then fair weather until everything has come to rest. */
export class Scenario {
  readonly #world: SimulatedWorld;
  readonly #plan: FaultPlan;
  readonly #random: Random;
  readonly #timeline: Timeline;
  readonly #observer: Observer;
  readonly #models: readonly Model[];
  readonly #suffering: Suffering;

  constructor({ world, plan, random, timeline, observer, suffering, models }: Stage) {
    this.#world = world;
    this.#plan = plan;
    this.#random = random;
    this.#timeline = timeline;
    this.#observer = observer;
    this.#suffering = suffering;
    this.#models = models;
  }

  /** Each model's first run, in fair weather. */
  async grow(): Promise<void> {
    const { clock } = this.#world;
    for (const model of this.#models) this.#act(shapes[model].first[0], clock.now() + 1000);
    await this.#untilRest(clock.now() + minute);
  }

  async run(): Promise<void> {
    const { clock } = this.#world;
    const begun = clock.now();
    const isWide = this.#models.length > 1;
    const model = this.#models[0] as Model;
    const clears = begun + (isWide ? between(this.#random, 10, 60) : between(this.#random, 2, 25)) * minute;
    const schedule = (name: keyof typeof acts) => this.#schedule(name, begun, clears);
    if (this.#plan.fault('buildMailsWanted', 'a person')) this.#act('askForBuildMails', begun);
    this.#act(oneOf(this.#random, shapes[model].first), begun + 1000);
    const later = isWide ? this.#models.flatMap((one) => shapes[one].later) : shapes[model].later;
    if (this.#random() < (isWide ? 0.5 : 0.2)) schedule(oneOf(this.#random, later));
    const strikes = {
      stopExecution: 'stop',
      parametersEdited: 'edit',
      redeploy: 'redeploy',
      pushAtAnyMoment: shapes[model].push,
      recoveryStopped: 'misstart',
    } as const;
    for (const [kind, name] of Object.entries(strikes))
      for (let times = 0; times < (isWide ? 3 : 1); times++) if (this.#plan.fault(kind, 'a person')) schedule(name);
    clock.after(clears - begun, () => {
      this.#timeline.say('--- nothing strikes any more');
      this.#plan.clear();
    });
    await this.#untilRest(clears);
  }

  /** At rest is what was quiet before a sweep and is so after it: nothing was left for it to do. */
  async #untilRest(clears: number): Promise<void> {
    const { clock, live } = this.#world;
    let [isQuiet, isAtRest] = [false, false];
    this.#suffering.onSweep = (moment) => {
      const isStill = clock.now() >= clears && this.#why() === '';
      isAtRest ||= isStill && isQuiet && moment === 'ended';
      isQuiet = isStill;
    };
    let looked = clock.now();
    await clock.run(
      () => {
        if (isAtRest || clock.now() > clears + restsWithin) return true;
        // What a person does some minutes after the mail that says so.
        if (clock.now() < Math.max(clears, looked + minute)) return false;
        looked = clock.now();
        if ([...this.#observer.states.values()].some(({ running }) => running?.phase === 'stuck')) this.#act('unlock', looked + 1);
        return false;
      },
      () => this.#observer.step(live.world),
    );
    if (!isAtRest) this.#observer.violated('comes to rest', `not at rest 24 h after the last fault: ${this.#why()}`);
    this.#observer.step(live.world, isAtRest);
  }

  #schedule(name: keyof typeof acts, from: number, to: number): void {
    this.#act(name, from + Math.floor(this.#random() * (to - from)));
  }

  #act(name: keyof typeof acts, at: number): void {
    const { clock, live } = this.#world;
    clock.after(at - clock.now(), () => {
      live.world.background(
        `${name} by a person`,
        acts[name](live.world, this.#random, (text) => this.#timeline.say(`PERSON ${text}`), this.#models),
      );
    });
  }

  /** What keeps the world from rest; empty when nothing does. */
  #why(): string {
    const { world } = this.#world.live;
    for (const [model, state] of this.#observer.states) {
      if (state.running) return `${model} is ${state.running.phase} since ${state.running.since}`;
      if (state.pending?.length) return `${model} has a launch waiting`;
      if (state.outbox?.length) return `${model} has a mail to send`;
      const unrun = state.unlearned?.find(({ ref }) => isLaunchedAgain(state, ref));
      if (unrun) return `${model} has a push to ${unrun.ref} to launch again`;
      if (state.uploads) return `${model} has uploads that wait`;
    }
    if (messagesIn(world, 'trainyard-uploads') > 0) return 'uploads wait in their queue';
    const running = executions(world)
      .values()
      .find(({ status }) => status === 'RUNNING');
    if (running) return `${running.name} runs`;
    const unseen = executions(world)
      .values()
      .find(({ name, status, stopDate }) => name.startsWith('unheld-') && status !== 'SUCCEEDED' && isYoung(world, stopDate));
    if (unseen) return `${unseen.name} ended as ${unseen.status}: another may follow`;
    if (!this.#models.includes('pushed')) return waitingEvents(world);
    const head = headOf(world, 'trainyard-pushed');
    const known = this.#observer.states.get('pushed')?.heads?.['refs/heads/main']?.commit;
    if (head !== known) return `the head ${head} of main was never accepted`;
    return waitingEvents(world);
  }
}

const messagesIn = (world: World, name: string): number =>
  world.store
    .table<{ readonly queue: string }>('sqs/messages')
    .values()
    .filter(({ queue }) => queue === name).length;

/** Longer than the pause before the third recovery of an execution that never held a lock. */
const isYoung = ({ clock }: World, stopDate: Date | undefined): boolean => clock.now() - (stopDate?.getTime() ?? 0) < 7 * minute;

/** Where nothing else goes on the sweeper alone is seen at work. */
function waitingEvents(world: World): string {
  const waiting = queuedEvents(world).filter(({ reference }) => reference.name !== 'trainyard-sweep');
  return waiting.length > 0 ? `events wait for ${waiting.map(({ reference }) => reference.name).join(', ')}` : '';
}

const queuedEvents = (world: World) =>
  world.store.table<{ readonly reference: { readonly name: string } }>('lambda/asynchronous-events').values();
