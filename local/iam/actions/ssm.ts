import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

interface Input {
  Name: string;
  Names: string[];
  Path: string;
  Tags?: unknown[];
}

/** Names may come as ARNs or with `:version`; a policy names the parameter. */
const arn = (world: World, reference: string): string => {
  const name = reference.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter/, '').replace(/:\d+$/, '');
  return `arn:${world.partition}:ssm:${world.region}:${world.account}:parameter/${name.replace(/^\//, '')}`;
};
const one = (action: string): Requirement[] => [{ action, resource: (input: Input, world) => arn(world, input.Name) }];
const each = (action: string): Requirement[] => [
  { action, resource: (input: Input, world) => input.Names.map((name) => arn(world, name)) },
];

/** Service authorization reference, "Actions, resources, and condition keys for AWS Systems Manager". */
export const actions: ActionTable = {
  PutParameter: [
    ...one('ssm:PutParameter'),
    {
      action: 'ssm:AddTagsToResource',
      resource: (input: Input, world) => arn(world, input.Name),
      when: (input: Input) => (input.Tags?.length ?? 0) > 0,
    },
  ],
  GetParameter: one('ssm:GetParameter'),
  GetParameters: each('ssm:GetParameters'),
  GetParameterHistory: one('ssm:GetParameterHistory'),
  // The right to a path is the right to all below it, whatever else is denied there.
  GetParametersByPath: [{ action: 'ssm:GetParametersByPath', resource: (input: Input, world) => arn(world, input.Path) }],
  DeleteParameter: one('ssm:DeleteParameter'),
  DeleteParameters: each('ssm:DeleteParameters'),
  DescribeParameters: [{ action: 'ssm:DescribeParameters', resource: anyResource }],
};
