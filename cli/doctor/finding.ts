import { isMissing } from '../installation.ts';

/** `warn`: it works, and may not for long, or not for everybody. `FAIL`: a run, or the next one, cannot end well. */
export type State = 'ok' | 'warn' | 'FAIL';

/** What one check found; the text says what to do, where there is anything to do. */
export interface Finding {
  readonly check: string;
  readonly state: State;
  readonly text: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });
export const warn = (check: string, text: string): Finding => ({ check, state: 'warn', text });
export const fail = (check: string, text: string): Finding => ({ check, state: 'FAIL', text });

/** Runs one check. What AWS refuses to answer is a finding too: the other checks go on. */
export async function asked(check: string, ask: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [warn(check, `could not be asked: ${error.name}: ${error.message.split('\n')[0]}`)];
  }
}

/** The answer, or undefined where AWS says that there is no such thing. */
export async function ifAny<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && isMissing(error)) return undefined;
    throw error;
  }
}
