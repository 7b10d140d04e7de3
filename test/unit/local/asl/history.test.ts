import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent } from '../../../../local/asl/index.ts';

const event = (id: number, type: string, more: object = {}): HistoryEvent =>
  ({ timestamp: 1_767_225_600_000.5 + id, type, id, previousEventId: id - 1, ...more }) as HistoryEvent;

describe('a history in little memory', () => {
  it('gives back every event as it came, whatever members its type has from one time to the next', () => {
    const whole = { truncated: false };
    const events = [
      event(1, 'ExecutionStarted', { executionStartedEventDetails: { input: '{}', inputDetails: whole, roleArn: 'r' } }),
      event(2, 'TaskFailed', { taskFailedEventDetails: { resource: 'invoke', error: 'E', cause: 'c' } }),
      event(3, 'TaskFailed', { taskFailedEventDetails: { resource: 'invoke' } }),
      event(4, 'TaskFailed', { taskFailedEventDetails: { resource: 'invoke', cause: 'c' } }),
      event(5, 'TaskFailed', { taskFailedEventDetails: {} }),
      event(6, 'TaskFailed'),
      event(7, 'TaskFailed', { taskFailedEventDetails: { resource: undefined, error: 'E', cause: 'd' } }),
      ...Array.from({ length: 100 }, (_, i) =>
        event(i + 8, 'PassStateExited', { stateExitedEventDetails: { name: `S${i}`, output: `${i}` } }),
      ),
    ];
    const history = new History();
    for (const one of events) history.add(one);
    expect(history.length).toBe(107);
    expect([...history]).toStrictEqual(events);
    expect([...history]).toStrictEqual(events);
  });

  it('refuses an event out of order', () => {
    expect(() => new History().add(event(2, 'PassStateEntered'))).toThrow('Event 2 came where event 1 belongs');
  });
});
