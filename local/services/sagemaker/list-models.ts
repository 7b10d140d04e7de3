import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { listMembers } from './common/members.ts';
import { page } from './common/paging.ts';
import { modelsOf } from './hosting/models.ts';

/** All models, newest first. */
export const listModels = operation({
  name: 'ListModels',
  input: { ...listMembers, SortBy: text({ of: ['Name', 'CreationTime'] as const }) },
  run: (input, { world }) => {
    const { items, NextToken } = page('ListModels', modelsOf(world).values(), input, (model) => ({
      name: model.ModelName,
      created: model.CreationTime,
      key: input.SortBy === 'Name' ? model.ModelName : model.CreationTime.getTime(),
    }));
    return { Models: items.map(({ ModelName, ModelArn, CreationTime }) => ({ ModelName, ModelArn, CreationTime })), NextToken };
  },
});
