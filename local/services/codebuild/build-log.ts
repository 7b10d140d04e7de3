import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import type { Build } from './records.ts';

/** A build's log in CloudWatch Logs. Lines are sent several at a time: a loud `npm ci` must not mean a file write a line. */
export class BuildLog {
  readonly #world: World;
  readonly #build: Build;
  #lines: string[] = [];
  #timer: Timer | undefined;
  readonly #hidden: string[] = [];

  constructor(world: World, build: Build) {
    this.#world = world;
    this.#build = build;
  }

  /** From here on the value is `***`, as CodeBuild writes what came from Parameter Store and Secrets Manager. */
  hide(value: string): void {
    // Each line by itself: the log has no other form of a value with several. Short ones would tear up every line, and hide nothing.
    this.#hidden.push(...value.split('\n').filter((line) => line.length >= 4));
  }

  line(text: string): void {
    this.#lines.push(this.#hidden.reduce((line, value) => line.replaceAll(value, '***'), text));
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
