import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import type { Build } from './records.ts';

/** A build's log in CloudWatch Logs. Lines are sent several at a time: a loud `npm ci` must not mean a file write a line. */
export class BuildLog {
  readonly #world: World;
  readonly #build: Build;
  #lines: string[] = [];
  #timer: Timer | undefined;

  constructor(world: World, build: Build) {
    this.#world = world;
    this.#build = build;
  }

  line(text: string): void {
    this.#lines.push(text);
    this.#timer ??= this.#world.clock.after(50, () => this.flush());
    if (this.#lines.length >= 1000) this.flush();
  }

  /** A line of CodeBuild itself: `[Container] 2026/11/21 03:29:01.123456 Entering phase BUILD`. */
  container(text: string): void {
    const time = new Date(this.#world.clock.now()).toISOString().replace(/-/g, '/').replace('T', ' ').replace('Z', '000');
    this.line(`[Container] ${time} ${text}`);
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { groupName, streamName } = this.#build.logs;
    if (this.#lines.length > 0 && groupName && streamName) this.#world.log(groupName, streamName, this.#lines);
    this.#lines = [];
  }
}
