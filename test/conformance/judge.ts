import { needsJsonPath, type Raw } from '../../local/asl/index.ts';
import type { readCases } from './case-file.ts';
import { compareHistory, compareOutcome } from './compare.ts';
import { runCase } from './run-case.ts';

/** What a case came to: undefined where it is as recorded, else the first difference. */
export type Verdict = { readonly skipped: 'jsonpath' } | { readonly outcome: string | undefined; readonly history: string | undefined };

/** Runs and compares one case. Never throws: what cannot be run differs. */
export async function judge(file: ReturnType<typeof readCases>[number]): Promise<Verdict> {
  if ('unreadable' in file) return both(`cannot be read: ${file.unreadable}`);
  try {
    if (needsJsonPath(file.definition as Raw)) return { skipped: 'jsonpath' };
    const answer = await runCase(file);
    return { outcome: compareOutcome(file, answer), history: compareHistory(file, answer) };
  } catch (error) {
    return both(`did not run: ${(error as Error).message}`);
  }
}

function both(text: string): Verdict {
  return { outcome: text, history: text };
}
