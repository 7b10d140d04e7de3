import type { Usage } from './plan.ts';

/** Places that builds wait for: CodeBuild's concurrency. */
export class Slots {
  readonly #size: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #usage: Usage;

  constructor(size: number, usage: Usage) {
    this.#size = size;
    this.#usage = usage;
  }

  /** Calls `granted` as soon as there is a place, at once if there is one now. Gives what gives the place back, or gives up waiting. */
  take(granted: () => void): () => void {
    let has = false;
    const grant = () => {
      has = true;
      this.#taken += 1;
      granted();
    };
    if (this.#taken < this.#size) grant();
    else this.#waiting.push(grant);
    this.#usage.queuedBuilds = this.#waiting.length;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (has) {
        this.#taken -= 1;
        this.#waiting.shift()?.();
      } else this.#waiting.splice(this.#waiting.indexOf(grant), 1);
      this.#usage.queuedBuilds = this.#waiting.length;
    };
  }
}
