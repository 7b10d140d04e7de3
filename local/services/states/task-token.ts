import type { TokenReceiver } from '../../asl/index.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { engineOf } from './engine.ts';
import { executionOfTokenText } from './token-text.ts';

/**
 * Who waits for this token.
 * @throws AwsError InvalidToken for what is no token of ours, TaskTimedOut when its task has ended
 */
export function receiverOf(world: World, token: string): TokenReceiver {
  const executionArn = executionOfTokenText(token);
  if (executionArn === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const receiver = engineOf(world).execution(executionArn)?.tokens.receiver(token);
  if (!receiver) throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  return receiver;
}
