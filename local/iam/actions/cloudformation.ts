import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

/** A stack by name or id; its ARN ends with a part that only CloudFormation knows, which policies write as `*`. */
const onStack = (action: string): Requirement => ({
  action: `cloudformation:${action}`,
  resource: ({ StackName }: { StackName?: string }, { partition, region, account }) => {
    if (StackName === undefined) return '*';
    return StackName.startsWith('arn:') ? StackName : `arn:${partition}:cloudformation:${region}:${account}:stack/${StackName}/*`;
  },
});

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudFormation". */
export const actions: ActionTable = {
  DeleteStack: [onStack('DeleteStack')],
  DescribeStacks: [onStack('DescribeStacks')],
  ListStackResources: [onStack('ListStackResources')],
  ListStacks: [{ action: 'cloudformation:ListStacks', resource: anyResource }],
};
