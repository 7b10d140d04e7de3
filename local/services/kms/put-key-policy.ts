import { parsePolicy } from '../../iam/policy.ts';
import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkKeyPolicy, keyTable, needKey } from './keys.ts';

export const putKeyPolicy = operation({
  name: 'PutKeyPolicy',
  input: {
    KeyId: text(required),
    PolicyName: text(),
    Policy: text({ ...required, min: 1, max: 32_768 }),
    BypassPolicyLockoutSafetyCheck: flag(),
  },
  run: ({ KeyId, Policy }, { world }) => {
    const key = needKey(world, KeyId);
    keyTable(world).set(key.arn, { ...key, policy: checkKeyPolicy(Policy, parsePolicy) });
    return {};
  },
});
