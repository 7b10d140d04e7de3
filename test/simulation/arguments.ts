/** What somebody typed is not what the command takes: told in a line and the usage, and not as a crash. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * A whole number of the command line.
 * @throws UsageError naming the option, what was expected and what came
 */
export function whole(option: string, value: string | undefined, usual: number, least = 1): number {
  if (value === undefined) return usual;
  if (!/^\d+$/.test(value) || Number(value) < least)
    throw new UsageError(`--${option}: expected a whole number from ${least} on, got ${value}`);
  return Number(value);
}

/** One of several words. @throws UsageError naming them all */
export function oneOfThese<T extends string>(option: string, value: string | undefined, words: readonly T[], usual: T): T {
  if (value === undefined) return usual;
  const word = words.find((one) => one === value);
  if (word === undefined) throw new UsageError(`--${option}: expected one of ${words.join(', ')}, got ${value}`);
  return word;
}

/** Runs a command; what is wrong with its arguments, for our own checks or for Node's parseArgs, is said with its usage, and exits with 2. */
export async function withUsage(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isParse = error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof UsageError || isParse)) throw error;
    process.stderr.write(`${error.message}\n${usage}\n`);
    process.exitCode = 2;
  }
}
