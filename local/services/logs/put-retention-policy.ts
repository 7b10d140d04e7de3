import { AwsError } from '../errors.ts';
import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { groups, needGroup } from './records.ts';

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const possibleDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export const putRetentionPolicy = operation({
  name: 'PutRetentionPolicy',
  input: { logGroupName: text(required), retentionInDays: number({ ...required, integer: true }) },
  run: ({ logGroupName, retentionInDays }, { world }) => {
    const group = needGroup(world, logGroupName);
    if (!possibleDays.includes(retentionInDays))
      throw new AwsError('InvalidParameterException', `retentionInDays must be one of ${possibleDays.join(', ')}, got ${retentionInDays}`);
    groups(world).set(logGroupName, { ...group, retentionInDays });
    return {};
  },
});
