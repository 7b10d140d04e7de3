import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type * as v from 'valibot';
import type { launchMessages } from '../lambdas/contract/launch.ts';
import type { Account } from './account.ts';
import { functionVariable } from './installation.ts';
import type { Io } from './io.ts';

/** What the command line may ask of a model: a run, or that the one under way is stopped, or a stuck lock freed. */
type Message = v.InferInput<(typeof launchMessages)['wish' | 'command']>;

/** Publishes to the launch topic: the lock is changed by the functions behind it only, in the order and with the checks of all launches. */
export async function publishLaunch(account: Account, message: Message): Promise<void> {
  const TopicArn = await functionVariable(account, 'webhook', 'LAUNCH_TOPIC_ARN');
  await account.client(SNSClient).send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
}

/** Who sits here, for mails: the login name. */
export function userOf({ env }: Io): string {
  return env.USER || env.LOGNAME || env.USERNAME || 'somebody';
}
