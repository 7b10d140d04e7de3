import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Account } from './account.ts';

/**
 * Lets the sweeper look now instead of within five minutes: a world that was killed may have lost an event, and a push made while none
 * ran was told to nobody.
 */
export async function catchUp(account: Account): Promise<void> {
  const FunctionName = `${account.installation}-sweep`;
  await account.lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from('{"compare":true}') }));
}
