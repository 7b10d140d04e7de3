import { BuildRecord } from '../../../local/services/codebuild/build-record.ts';
import { emitStateChange } from '../../../local/services/codebuild/event.ts';
import { type Build, type BuildStatus, buildsOf, type Phase, type PhaseContext } from '../../../local/services/codebuild/records.ts';
import type { BuildStarter, EndReason } from '../../../local/services/codebuild/running.ts';
import type { World } from '../../../local/world.ts';
import { buildImage } from './image.ts';
import type { Drawing, Usage } from './plan.ts';
import { Slots } from './slots.ts';

/** How a build's commands end: what it exports, or why it fails. */
export interface BuildEnd {
  readonly exported?: readonly { readonly name: string; readonly value: string }[];
  /** The last line of its log. */
  readonly fault?: string;
}

type Variables = Readonly<Record<string, string>>;

/** Builds that take time and no machine: same records, phases and events; what the buildspecs achieve is done at their end. */
export function simulatedBuilder(plan: Drawing, usage: Usage): BuildStarter {
  const slots = new Slots(plan.quotas.builds, usage);
  return (world, build) => {
    let ended = () => {};
    const done = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const run = new SimulatedBuild(world, build, plan, ended);
    run.begin(slots);
    return { end: (reason) => run.end(reason), done };
  };
}

class SimulatedBuild {
  readonly #world: World;
  readonly #record: BuildRecord;
  readonly #plan: Drawing;
  readonly #ended: () => void;
  readonly #variables: Variables;
  /** Stable over seeds' transports, unlike the build's id. */
  readonly #what: string;
  #release = () => {};
  #cancel = () => {};
  #isOver = false;
  #startedAt: number | undefined;

  constructor(world: World, build: Build, plan: Drawing, ended: () => void) {
    this.#world = world;
    this.#record = new BuildRecord(world, build);
    this.#plan = plan;
    this.#ended = ended;
    this.#variables = Object.fromEntries((build.environment.environmentVariables ?? []).map(({ name, value }) => [name, value]));
    this.#what = this.#variables.JOB ?? build.projectName;
  }

  begin(slots: Slots): void {
    emitStateChange(this.#world, this.#record.build);
    this.#in(this.#record.build.queuedTimeoutInMinutes * 60_000, () => this.#complete('TIMED_OUT'));
    this.#release = slots.take(() => {
      this.#cancel();
      this.#start();
    });
  }

  end(reason: EndReason): void {
    if (this.#isOver) return;
    if (reason === 'WORLD') this.#over();
    else
      this.#in(this.#startedAt === undefined ? 0 : this.#plan.time('buildFinishing', `${this.#what} stop`), () => this.#complete(reason));
  }

  #start(): void {
    const { clock } = this.#world;
    this.#startedAt = clock.now();
    const limit = this.#record.build.timeoutInMinutes * 60_000;
    const plan = this.#plan;
    if (plan.fault('buildVanishes', this.#what)) this.#in(plan.time('buildPreparing', this.#what), () => this.#vanish());
    else if (plan.fault('buildHangs', this.#what)) this.#in(limit, () => this.#complete('TIMED_OUT'));
    else this.#work(limit);
  }

  #vanish(): void {
    buildsOf(this.#world).delete(this.#record.build.id);
    this.#over();
  }

  #work(limit: number): void {
    const [took, finish] = this.#variables.IMAGE_URI === undefined ? this.#image() : this.#verification();
    this.#in(Math.min(took, limit), () => {
      if (took > limit) return this.#complete('TIMED_OUT');
      if (this.#plan.fault('buildFails', this.#what)) return this.#fail('exit status 137: the machine is out of memory');
      const { fault, exported } = finish();
      return fault === undefined ? this.#complete('SUCCEEDED', { exported }) : this.#fail(fault);
    });
  }

  #image(): [took: number, finish: () => BuildEnd] {
    const { build } = this.#record;
    const image = buildImage(this.#world, build.sourceVersion, this.#variables);
    const own = image.isThere ? 0 : this.#plan.time('buildItself', this.#what);
    return [this.#prepared() + own, image.finish];
  }

  #verification(): [took: number, finish: () => BuildEnd] {
    const { chance, time, fault } = this.#plan;
    const p50 = 5 + Math.round(chance(`latency ${this.#what}`) * 40);
    const exported = Object.entries({ SAMPLES: 1, STARTUP_SECONDS: 1.5, P50_MS: p50, P95_MS: 2 * p50 });
    const finish = (): BuildEnd => {
      if (!fault('verificationGarbage', this.#what))
        return { exported: exported.map(([name, value]) => ({ name: `VERIFY_${name}`, value: String(value) })) };
      // The model answers nonsense, or what was measured is nonsense.
      if (chance(`garbage ${this.#what}`) < 0.5)
        return { fault: 'the sample sample.json was answered with status 500: <html>\u0000Segmentation fault' };
      return { exported: exported.map(([name]) => ({ name: `VERIFY_${name}`, value: '\u0000NaN{' })) };
    };
    return [this.#prepared() + time('verification', this.#what), finish];
  }

  #prepared(): number {
    return this.#plan.time('buildProvisioning', this.#what) + this.#plan.time('buildPreparing', this.#what);
  }

  #fail(line: string): void {
    const { groupName, streamName } = this.#record.build.logs;
    if (groupName && streamName) this.#world.log(groupName, streamName, [line]);
    const message = 'Error while executing command: docker build. Reason: exit status 1';
    this.#complete('FAILED', { context: { statusCode: 'COMMAND_EXECUTION_ERROR', message } });
  }

  /** The phases are written here, at once: nobody looks at them before. */
  #complete(status: BuildStatus, { exported = [], context }: { exported?: BuildEnd['exported']; context?: PhaseContext } = {}): void {
    const { clock } = this.#world;
    const { build } = this.#record;
    const queued = this.#startedAt ?? clock.now();
    const phase = (phaseType: string, start: number, end: number, phaseStatus: BuildStatus): Phase => ({
      ...{ phaseType, phaseStatus, startTime: new Date(start), endTime: new Date(end) },
      durationInSeconds: Math.round((end - start) / 1000),
      contexts: [phaseStatus === 'FAILED' && context ? context : { statusCode: '', message: '' }],
    });
    const began = build.startTime.getTime();
    const phases = [phase('SUBMITTED', began, began, 'SUCCEEDED')];
    phases.push(phase('QUEUED', began, queued, this.#startedAt === undefined ? status : 'SUCCEEDED'));
    if (this.#startedAt !== undefined) phases.push(phase('BUILD', queued, clock.now(), status));
    this.#record.change({ phases });
    this.#record.complete(status, { exportedEnvironmentVariables: exported ?? [] });
    this.#over();
  }

  #in(ms: number, run: () => void): void {
    this.#cancel();
    const timer = this.#world.clock.after(ms, run);
    this.#cancel = () => timer.cancel();
  }

  #over(): void {
    this.#isOver = true;
    this.#cancel();
    this.#release();
    this.#ended();
  }
}
