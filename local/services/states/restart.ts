import type { World } from '../../world.ts';
import { engineOf } from './engine.ts';
import { appendEvent } from './history.ts';
import { type ExecutionRecord, executions } from './records.ts';
import { emitStatusChange } from './status-event.ts';

const CAUSE = "Trainyard's local world was stopped during this execution";

/** Closes what ran when the world was last stopped or killed, and says so on the bus. */
export function closeInterrupted(world: World): void {
  for (const record of executions(world).values()) {
    if (record.status !== 'RUNNING' || engineOf(world).execution(record.executionArn)) continue;
    const closed: ExecutionRecord = { ...record, status: 'ABORTED', cause: CAUSE, stopDate: new Date(world.clock.now()) };
    appendEvent(world, record.executionArn, 'ExecutionAborted', { cause: CAUSE });
    executions(world).set(record.executionArn, closed);
    emitStatusChange(world, closed);
  }
}
