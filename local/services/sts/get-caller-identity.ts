import { operation } from '../operation.ts';

export const getCallerIdentity = operation({
  name: 'GetCallerIdentity',
  input: {},
  run: (_input, { world, caller }) => {
    const session = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
    return { UserId: caller.roleArn ? `AROALOCAL:${session}` : world.account, Account: world.account, Arn: caller.arn };
  },
});
