import type { ShimHost } from './host.ts';

/** One verb of docker. A number is the process's exit status; anything else means 0. */
export type Verb = (args: string[], host: ShimHost) => Promise<unknown>;

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
