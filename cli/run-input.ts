import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import type { Account } from './account.ts';

/** What an execution was started with, as far as the command line shows it. */
export interface RunInput {
  readonly model?: string;
  readonly trigger?: string;
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * Reads the input of an execution. Anybody may start one with any JSON (`null`, `[]`, `{"model": 5}`), and Prepare says what is wrong with
 * it: what is no text is not there for us.
 */
export async function readRunInput(account: Account, executionArn: string): Promise<RunInput> {
  const { input, startDate } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
  const result = v.safeParse(shown, input);
  return { ...(result.success && result.output), startedAt: startDate?.getTime() ?? 0 };
}

const text = v.fallback(v.optional(v.string()), undefined);
const shown = v.pipe(v.string(), v.parseJson(), v.object({ model: text, trigger: text }));
