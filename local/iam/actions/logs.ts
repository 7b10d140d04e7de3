import type { World } from '../../world.ts';
import { type ActionTable, anyResource } from '../action-table.ts';

interface Named {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamName?: string;
}

const groupArn = ({ logGroupName, logGroupIdentifier = '' }: Named, { partition, region, account }: World) =>
  logGroupIdentifier.startsWith('arn:')
    ? `${logGroupIdentifier.replace(/:\*$/, '')}:*`
    : `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName ?? logGroupIdentifier}:*`;
const streamArn = (input: Named, world: World) => `${groupArn(input, world).slice(0, -1)}log-stream:${input.logStreamName}`;

/** Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs". */
export const actions: ActionTable = {
  CreateLogGroup: [{ action: 'logs:CreateLogGroup', resource: groupArn }],
  DeleteLogGroup: [{ action: 'logs:DeleteLogGroup', resource: groupArn }],
  PutRetentionPolicy: [{ action: 'logs:PutRetentionPolicy', resource: groupArn }],
  DescribeLogGroups: [{ action: 'logs:DescribeLogGroups', resource: anyResource }],
  CreateLogStream: [{ action: 'logs:CreateLogStream', resource: groupArn }],
  DescribeLogStreams: [{ action: 'logs:DescribeLogStreams', resource: groupArn }],
  PutLogEvents: [{ action: 'logs:PutLogEvents', resource: streamArn }],
  GetLogEvents: [{ action: 'logs:GetLogEvents', resource: streamArn }],
  FilterLogEvents: [{ action: 'logs:FilterLogEvents', resource: groupArn }],
};
