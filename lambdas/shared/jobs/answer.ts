import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { head, visible } from '../../contract/text.ts';
import type { JobState } from './job-state.ts';
import { causeLimit } from './log-tail.ts';

/**
 * Answers a waiting state with an ended job. False when the token was spent: the state was answered before, or its time-out came and it
 * waits under a new token.
 */
export async function answer(sfn: SFNClient, token: string, state: Exclude<JobState, { state: 'running' }>): Promise<boolean> {
  try {
    if (state.state === 'done') await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(state.result) }));
    else
      await sfn.send(
        new SendTaskFailureCommand({ taskToken: token, error: state.error.name, cause: head(visible(state.error.message), causeLimit) }),
      );
    return true;
  } catch (error) {
    if (error instanceof Error && spent.has(error.name)) return false;
    throw error;
  }
}

const spent = new Set(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken']);
