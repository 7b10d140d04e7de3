import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { unlessGone } from './hosting.ts';
import type { Thing } from './thing.ts';

/** `trainyard` → `Trainyard`, `my-team` → `MyTeam`: the shared stack of an installation; a model's has `-MODEL` after it. */
export const stackName = ({ installation }: Account, model?: string): string =>
  `${installation.replace(/(^|-)([a-z0-9])/g, (_, _hyphen, letter: string) => letter.toUpperCase())}${model ? `-${model}` : ''}`;

/** A stack, if it is there. */
export async function stackThing(account: Account, io: Io, name: string): Promise<Thing | undefined> {
  const stack = await describe(account, name);
  if (!stack) return undefined;
  return {
    label: 'stack',
    text: `${name}, ${stack.StackStatus}`,
    done: `Stack ${name} deleted`,
    remove: () => removeStack(account, io, name),
  };
}

async function describe(account: Account, StackName: string): Promise<Stack | undefined> {
  const found = await unlessGone(account.client(CloudFormationClient).send(new DescribeStacksCommand({ StackName })));
  const stack = found?.Stacks?.[0];
  return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
}

/** Waits until the stack is gone, asked for by its id: by name a deleted stack is not found. @throws CliError with CloudFormation's reason */
async function removeStack(account: Account, io: Io, name: string): Promise<void> {
  const before = await describe(account, name);
  if (!before) return;
  await account.client(CloudFormationClient).send(new DeleteStackCommand({ StackName: name }));
  for (;;) {
    const stack = await describe(account, before.StackId ?? name);
    if (!stack) return;
    const { StackStatus, StackStatusReason = '' } = stack;
    if (StackStatus === 'DELETE_FAILED' || (StackStatus !== 'DELETE_IN_PROGRESS' && /^Delete canceled/.test(StackStatusReason)))
      throw new CliError(
        `Expected the stack ${name} to be deleted; it is ${StackStatus}: ${StackStatusReason} Mend that and call this again.`,
      );
    io.interrupt.check();
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}
