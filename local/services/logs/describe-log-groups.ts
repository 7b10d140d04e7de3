import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { groups } from './records.ts';

export const describeLogGroups = operation({
  name: 'DescribeLogGroups',
  input: { logGroupNamePrefix: text(), logGroupNamePattern: text(), limit: number({ integer: true, min: 1, max: 50 }), nextToken: text() },
  run: (input, { world }) => {
    const { logGroupNamePrefix = '', logGroupNamePattern = '', limit = 50 } = input;
    const found = groups(world)
      .values()
      .filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix) && logGroupName.includes(logGroupNamePattern));
    const { items, next } = page(input, {
      of: 'DescribeLogGroups',
      items: found,
      place: ({ logGroupName }) => [logGroupName],
      size: limit,
    });
    const logGroups = items.map((group) => ({
      ...group,
      metricFilterCount: 0,
      storedBytes: 0,
      logGroupArn: group.arn.slice(0, -2),
      logGroupClass: 'STANDARD',
    }));
    return { logGroups, ...(next && { nextToken: next }) };
  },
});
