import type { HistoryEvent } from '../../asl/index.ts';
import type { World } from '../../world.ts';
import { engineOf } from './engine.ts';
import { appendEvent, readHistory } from './history.ts';
import { type ExecutionRecord, executions } from './records.ts';
import { emitStatusChange } from './status-event.ts';

const CAUSE = "Trainyard's local world was stopped during this execution";

/** Closes what ran when the world was last stopped or killed, and says so on the bus. */
export function closeInterrupted(world: World): void {
  for (const record of executions(world).values()) {
    if (record.status !== 'RUNNING' || engineOf(world).execution(record.executionArn)) continue;
    const closed: ExecutionRecord = { ...record, status: 'ABORTED', cause: CAUSE, stopDate: new Date(world.clock.now()) };
    for (const { id } of invocationsUnderWay(readHistory(world, record.executionArn)))
      appendEvent(
        world,
        record.executionArn,
        'TaskFailed',
        { resourceType: 'lambda', resource: 'invoke', error: 'Lambda.Unknown', cause: CAUSE },
        id,
      );
    appendEvent(world, record.executionArn, 'ExecutionAborted', { cause: CAUSE });
    executions(world).set(record.executionArn, closed);
    emitStatusChange(world, closed);
  }
}

/** The functions died with the world: said in the history, so that nobody waits for what they may still do. */
function invocationsUnderWay(events: readonly HistoryEvent[]): HistoryEvent[] {
  const followed = new Set(events.map(({ previousEventId }) => previousEventId));
  return events.filter(({ id, type, taskStartedEventDetails: task }) => {
    return type === 'TaskStarted' && task?.resourceType === 'lambda' && task.resource === 'invoke' && !followed.has(id);
  });
}
