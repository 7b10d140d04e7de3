import type { World } from '../../world.ts';
import { emitStateChange } from './event.ts';
import { type Build, type BuildStatus, buildsOf, type Phase, type PhaseContext } from './records.ts';

/** The record of a build under way: every change is written, so that a killed world leaves the truth behind. */
export class BuildRecord {
  readonly #world: World;
  #build: Build;

  constructor(world: World, build: Build) {
    this.#world = world;
    this.#build = build;
  }

  get build(): Build {
    return this.#build;
  }

  change(members: Partial<Build>): void {
    this.#build = { ...this.#build, ...members };
    buildsOf(this.#world).set(this.#build.id, this.#build);
  }

  enter(phaseType: string): void {
    this.change({ currentPhase: phaseType, phases: [...this.#build.phases, { phaseType, startTime: this.#now() }] });
  }

  /** Ends the current phase. A good phase has one empty context, as AWS has it. */
  leave(phaseStatus: BuildStatus, context: PhaseContext = { statusCode: '', message: '' }): void {
    const phase = this.#build.phases.at(-1) as Phase;
    const endTime = this.#now();
    const durationInSeconds = Math.round((endTime.getTime() - phase.startTime.getTime()) / 1000);
    const ended: Phase = { ...phase, phaseStatus, endTime, durationInSeconds, contexts: [context] };
    this.change({ phases: [...this.#build.phases.slice(0, -1), ended] });
  }

  /** The build's end: FINALIZING and COMPLETED, the final status, the event. */
  complete(buildStatus: BuildStatus, members: Partial<Build> = {}): void {
    if (this.#build.phases.at(-1)?.endTime === undefined) this.leave(buildStatus);
    this.enter('FINALIZING');
    this.leave('SUCCEEDED');
    this.enter('COMPLETED');
    this.change({ ...members, buildStatus, buildComplete: true, endTime: this.#now() });
    emitStateChange(this.#world, this.#build);
  }

  #now(): Date {
    return new Date(this.#world.clock.now());
  }
}
