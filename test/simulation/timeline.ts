import { startOfTime } from './clock.ts';

/** What happened, a line each, in the order in which it did: the story that `--replay` tells, and the end of it with a violation. */
export class Timeline {
  readonly #now: () => number;
  /** Lines kept: all of them to tell a story, the last ones otherwise. */
  readonly #kept: number;
  #lines: (readonly [at: number, what: string])[] = [];

  constructor(now: () => number, kept: number) {
    this.#now = now;
    this.#kept = kept;
  }

  say(what: string): void {
    this.#lines.push([this.#now(), what]);
    if (this.#lines.length > 2 * this.#kept) this.#lines = this.#lines.slice(-this.#kept);
  }

  last(count = this.#kept): readonly string[] {
    return this.#lines.slice(-count).map(([at, what]) => `${since(at)} ${what}`);
  }
}

/** `1d 02:03:04.567` since the run began. */
function since(now: number): string {
  const ms = now - startOfTime;
  const text = new Date(ms).toISOString().slice(11, 23);
  return ms < 86_400_000 ? text : `${Math.floor(ms / 86_400_000)}d ${text}`;
}
