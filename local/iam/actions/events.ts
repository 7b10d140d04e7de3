import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

interface Named {
  Name?: string;
  Rule?: string;
}

const onRule = (action: string): Requirement => ({
  action: `events:${action}`,
  resource: ({ Name, Rule }: Named, { partition, region, account }: World) =>
    `arn:${partition}:events:${region}:${account}:rule/${Name ?? Rule}`,
});
const busArn = (name: string, { partition, region, account }: World) =>
  name.startsWith('arn:') ? name : `arn:${partition}:events:${region}:${account}:event-bus/${name}`;

interface Batch {
  Entries: { EventBusName?: string }[];
}

/** Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge". */
export const actions: ActionTable = {
  DeleteRule: [onRule('DeleteRule')],
  DescribeRule: [onRule('DescribeRule')],
  ListRules: [{ action: 'events:ListRules', resource: anyResource }],
  ListTargetsByRule: [onRule('ListTargetsByRule')],
  PutEvents: [
    {
      action: 'events:PutEvents',
      resource: ({ Entries }: Batch, world) => Entries.map(({ EventBusName = 'default' }) => busArn(EventBusName, world)),
    },
  ],
  PutRule: [onRule('PutRule')],
  PutTargets: [
    onRule('PutTargets'),
    {
      action: 'iam:PassRole',
      resource: ({ Targets }: { Targets: { RoleArn?: string }[] }) => Targets.flatMap(({ RoleArn }) => RoleArn ?? []),
      context: () => ({ 'iam:PassedToService': 'events.amazonaws.com' }),
    },
  ],
  RemoveTargets: [onRule('RemoveTargets')],
};
