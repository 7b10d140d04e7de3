import type { HistoryEvent } from '@aws-sdk/client-sfn';

type Details = Omit<HistoryEvent, 'id' | 'type' | 'previousEventId' | 'timestamp'>;

/**
 * Writes a history as Step Functions records it: ids count from 1, `previousEventId` links an event to the one it follows from
 * (/work/shared/step-functions-behaviour.md section 3, from histories recorded on AWS). Times are seconds from `start`.
 */
export class HistoryWriter {
  readonly events: HistoryEvent[] = [];
  readonly start = Date.UTC(2026, 10, 21, 12, 0, 0);

  add(type: string, previousEventId: number, seconds: number, details: Details = {}): number {
    const id = this.events.length + 1;
    this.events.push({
      id,
      previousEventId,
      type: type as HistoryEvent['type'],
      timestamp: new Date(this.start + seconds * 1000),
      ...details,
    });
    return id;
  }

  begin(): this {
    this.add('ExecutionStarted', 0, 0, { executionStartedEventDetails: { input: '{}' } });
    return this;
  }

  enter(name: string, previous: number, at: number, kind = 'Task'): number {
    return this.add(`${kind}StateEntered`, previous, at, { stateEnteredEventDetails: { name, input: '{}' } });
  }

  exit(name: string, previous: number, at: number, kind = 'Task'): number {
    return this.add(`${kind}StateExited`, previous, at, { stateExitedEventDetails: { name, output: '{}' } });
  }

  /** A Lambda task from entered to exited; returns the exit's id. */
  task(name: string, previous: number, from: number, to: number, payload: unknown = {}): number {
    const started = this.begun(name, previous, from);
    const output = JSON.stringify({ ExecutedVersion: '1', Payload: payload, StatusCode: 200 });
    return this.exit(
      name,
      this.add('TaskSucceeded', started, to, { taskSucceededEventDetails: { resourceType: 'lambda', resource: 'invoke', output } }),
      to,
    );
  }

  /** Entered, scheduled and started. */
  begun(name: string, previous: number, at: number): number {
    return this.attempt(this.enter(name, previous, at), at);
  }

  attempt(previous: number, at: number): number {
    const details = { taskScheduledEventDetails: { resourceType: 'lambda', resource: 'invoke', region: 'us-east-1', parameters: '{}' } };
    return this.add('TaskStarted', this.add('TaskScheduled', previous, at, details), at);
  }

  fail(previous: number, at: number, error: string, cause: string): number {
    return this.add('TaskFailed', previous, at, { taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error, cause } });
  }
}
