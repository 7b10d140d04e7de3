import type { Arguments } from './arguments.ts';
import type { Io } from './io.ts';

/** The code of a verb: reads its arguments, works, and returns the exit code. Throws CliError for what a person should mend. */
export type Command = (args: Arguments, io: Io) => Promise<number>;
