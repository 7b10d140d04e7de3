import type { HistoryEvent } from '@aws-sdk/client-sfn';

interface Task {
  /** What the function is called with. */
  readonly payload?: unknown;
  /** How long the state lasts, default 1. */
  readonly seconds?: number;
  /** What the function, or the job that is waited for, answers; without it the state stays open. */
  readonly output?: unknown;
  readonly error?: string;
}

/** An execution's history as AWS writes it: every event names the one before, `ExecutionFailed` the one that failed. */
export class History {
  readonly events: HistoryEvent[] = [];
  #at = Date.parse('2026-11-21T12:00:00.000Z');
  #last = 0;

  get end(): Date {
    return new Date(this.#at);
  }

  add(type: string, previousEventId: number, details: Partial<HistoryEvent> = {}): number {
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId, type: type as never, timestamp: new Date(this.#at), ...details });
    return id;
  }

  after(seconds: number): this {
    this.#at += seconds * 1000;
    return this;
  }

  parallel(name: string): this {
    const entered = this.add('ParallelStateEntered', this.#last, { stateEnteredEventDetails: { name } });
    this.#last = this.add('ParallelStateStarted', entered);
    return this;
  }

  /** A Task that calls `trainyard-<fn>`; one whose name begins with Await gets a task token. */
  task(name: string, fn: string, { payload = {}, seconds = 1, output, error }: Task = {}): this {
    const isAwait = name.startsWith('Await');
    const resource = isAwait ? 'invoke.waitForTaskToken' : 'invoke';
    const FunctionName = `arn:aws:lambda:us-east-1:000000000000:function:trainyard-${fn}:1`;
    const entered = this.add('TaskStateEntered', this.#last, { stateEnteredEventDetails: { name } });
    const parameters = JSON.stringify({ FunctionName, Payload: payload });
    const scheduled = this.add('TaskScheduled', entered, {
      taskScheduledEventDetails: { resourceType: 'lambda', resource, region: 'us-east-1', parameters },
    });
    const started = this.add('TaskStarted', scheduled);
    const called = isAwait ? this.add('TaskSubmitted', started) : started;
    if (output === undefined && error === undefined) return this;
    this.after(seconds);
    if (error !== undefined) {
      this.#last = this.add('TaskFailed', called, { taskFailedEventDetails: { resourceType: 'lambda', resource, error } });
      return this;
    }
    const text = JSON.stringify(isAwait ? output : { Payload: output, StatusCode: 200 });
    const succeeded = this.add('TaskSucceeded', called, {
      taskSucceededEventDetails: { resourceType: 'lambda', resource, output: text },
    });
    this.#last = this.add('TaskStateExited', succeeded, { stateExitedEventDetails: { name } });
    return this;
  }

  /** The execution ends with the task that failed last; a Parallel's other branch is aborted with it. */
  failed(): this {
    this.add('ExecutionFailed', this.add('TaskStateAborted', this.#last));
    return this;
  }

  aborted(): this {
    this.add('ExecutionAborted', 0);
    return this;
  }

  /** What GetExecutionHistory answers, whichever way round it is asked. */
  readonly answer = ({ reverseOrder }: { reverseOrder?: boolean }) => ({ events: reverseOrder ? this.events.toReversed() : this.events });
}
