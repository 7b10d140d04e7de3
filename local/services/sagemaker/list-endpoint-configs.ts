import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { configsOf } from './hosting/configs.ts';

/** All endpoint configurations, newest first. */
export const listEndpointConfigs = operation({
  name: 'ListEndpointConfigs',
  input: { ...listMembers, SortBy: text({ of: ['Name', 'CreationTime'] as const }) },
  run: (input, { world }) => {
    const { items, NextToken } = page('ListEndpointConfigs', configsOf(world).values(), input, (config) => ({
      name: config.EndpointConfigName,
      created: config.CreationTime,
      key: input.SortBy === 'Name' ? config.EndpointConfigName : config.CreationTime.getTime(),
    }));
    const EndpointConfigs = items.map(({ EndpointConfigName, EndpointConfigArn, CreationTime }) => ({
      EndpointConfigName,
      EndpointConfigArn,
      CreationTime,
    }));
    return { EndpointConfigs, NextToken };
  },
});
