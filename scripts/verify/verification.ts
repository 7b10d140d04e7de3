import type { Account } from '../../cli/account.ts';
import type { Io } from '../../cli/io.ts';
import type { LocalModel } from '../../cli/models.ts';

/** One verification of an installation that is made for it and removed after it: what every step gets. */
export interface Verification {
  readonly account: Account;
  readonly io: Io;
  readonly model: LocalModel;
  readonly email?: string;
  /** Where the cloud assembly is written. */
  readonly assembly: string;
  /** Where the execution histories are kept. */
  readonly fixtures: string;
  /** The only thing that differs between the worlds: brings the assembly's stacks there. */
  deploy(assembly: string): Promise<string>;
  /** Runs a command line of `trainyard` against this account. @throws Error when it ends with anything but 0 */
  trainyard(...words: string[]): Promise<string>;
}

/** One proof. Says in one line what it found. */
export interface Step {
  readonly name: string;
  run(verification: Verification): Promise<string>;
}

/** Asks again, `account.pollMs` apart, until there is an answer. @throws Error after `seconds`, saying what was expected */
export async function until<T>(
  { account, io }: Verification,
  expected: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (const end = io.clock.now() + seconds * 1000; ; ) {
    io.interrupt.check();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (io.clock.now() > end) throw new Error(`Expected ${expected} within ${seconds} s; it did not come.`);
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}
