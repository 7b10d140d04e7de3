import type { Service } from '../operation.ts';
import { deleteRule } from './delete-rule.ts';
import { describeRule } from './describe-rule.ts';
import { listRules } from './list-rules.ts';
import { listTargetsByRule } from './list-targets-by-rule.ts';
import { putEvents } from './put-events.ts';
import { putRule } from './put-rule.ts';
import { putTargets } from './put-targets.ts';
import { removeTargets } from './remove-targets.ts';
import { startSchedules, stopSchedules } from './schedule.ts';

export const events: Service = {
  name: 'events',
  operations: [deleteRule, describeRule, listRules, listTargetsByRule, putEvents, putRule, putTargets, removeTargets],
  start: startSchedules,
  stop: stopSchedules,
};
