import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needPolicy, policyOutput } from './policies.ts';

export const getPolicy = operation({
  name: 'GetPolicy',
  input: { PolicyArn: text(required) },
  run: ({ PolicyArn }, { world }) => ({ Policy: policyOutput(needPolicy(world, PolicyArn)) }),
});
