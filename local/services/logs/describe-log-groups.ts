import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { groups } from './records.ts';

export const describeLogGroups = operation({
  name: 'DescribeLogGroups',
  input: { logGroupNamePrefix: text(), logGroupNamePattern: text(), limit: number({ integer: true, min: 1, max: 50 }), nextToken: text() },
  run: ({ logGroupNamePrefix = '', logGroupNamePattern = '', limit = 50, nextToken }, { world }) => {
    const found = groups(world)
      .values()
      .filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix) && logGroupName.includes(logGroupNamePattern))
      .sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1));
    const { items, next } = page(found, limit, nextToken);
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
