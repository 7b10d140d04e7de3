import { text, time } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { endpointsOf } from './hosting/endpoints.ts';

/** All endpoints, newest first. */
export const listEndpoints = operation({
  name: 'ListEndpoints',
  input: {
    ...listMembers,
    SortBy: text({ of: ['Name', 'CreationTime', 'Status'] as const }),
    StatusEquals: text(),
    LastModifiedTimeAfter: time(),
    LastModifiedTimeBefore: time(),
  },
  run: (input, { world }) => {
    const chosen = endpointsOf(world)
      .values()
      .filter((one) => !input.StatusEquals || one.EndpointStatus === input.StatusEquals)
      .filter((one) => !input.LastModifiedTimeAfter || one.LastModifiedTime > input.LastModifiedTimeAfter)
      .filter((one) => !input.LastModifiedTimeBefore || one.LastModifiedTime < input.LastModifiedTimeBefore);
    const { items, NextToken } = page('ListEndpoints', chosen, input, (one) => ({
      name: one.EndpointName,
      created: one.CreationTime,
      key: input.SortBy === 'Name' ? one.EndpointName : input.SortBy === 'Status' ? one.EndpointStatus : one.CreationTime.getTime(),
    }));
    const Endpoints = items.map(({ EndpointName, EndpointArn, CreationTime, LastModifiedTime, EndpointStatus }) => ({
      EndpointName,
      EndpointArn,
      CreationTime,
      LastModifiedTime,
      EndpointStatus,
    }));
    return { Endpoints, NextToken };
  },
});
