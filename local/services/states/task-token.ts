import type { TokenReceiver } from '../../asl/index.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { engineOf } from './engine.ts';

/**
 * Who waits for this token.
 * @throws AwsError InvalidToken for what is no token of ours, TaskTimedOut when its task has ended
 */
export function receiverOf(world: World, token: string): TokenReceiver {
  const receiver = engineOf(world).executionOfToken(token)?.tokens.receiver(token);
  if (receiver) return receiver;
  const ours = Buffer.from(token, 'base64')
    .toString()
    .startsWith(`arn:${world.partition}:states:${world.region}:${world.account}:execution:`);
  if (!ours) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
