import type { Service } from '../operation.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { expireStreams } from './expire.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { putLogEvents } from './put-log-events.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';

export const logs: Service = {
  name: 'logs',
  operations: [
    createLogGroup,
    createLogStream,
    deleteLogGroup,
    describeLogGroups,
    describeLogStreams,
    filterLogEvents,
    getLogEvents,
    putLogEvents,
    putRetentionPolicy,
  ],
  start: expireStreams,
};
