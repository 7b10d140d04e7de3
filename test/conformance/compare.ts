import type { Case, RecordedEvent } from './case-file.ts';
import { Matcher, short } from './matcher.ts';

/** What DescribeExecution and GetExecutionHistory answered. */
export interface Answer {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly RecordedEvent[];
}

/** The first difference of status, output, error or cause. */
export function compareOutcome({ expected, compare }: Case, answer: Answer): string | undefined {
  const matcher = new Matcher(compare.masked ?? []);
  if (answer.status !== expected.status)
    return `status: recorded ${expected.status}, got ${answer.status} ${answer.error ?? ''} ${answer.cause ?? ''}`;
  if (expected.status === 'SUCCEEDED') return matcher.value(expected.output, answer.output, 'output');
  for (const member of ['error', 'cause'] as const) {
    if (member in expected !== (answer[member] !== undefined))
      return `${member}: recorded ${short(expected[member])}, got ${short(answer[member])}`;
    const found = member in expected ? matcher.value(expected[member], answer[member], member) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The first difference of the histories; ids count unless the recording lost them. */
export function compareHistory({ expected, compare }: Case, { history }: Answer): string | undefined {
  const recorded = expected.history;
  if (!recorded) return undefined;
  const matcher = new Matcher(compare.masked ?? []);
  if (compare.parallelEventsSorted) return compareRuns(matcher, recorded, lossyParallel(history));
  const strict = !compare.unordered;
  const types = differentTypes(recorded, history, strict);
  if (types) return types;
  if (!strict) return bag(matcher, recorded.map(withoutIds), history.map(withoutIds));
  for (const [i, event] of recorded.entries()) {
    const found = matcher.value(event, history[i], `event[${i + 1}:${event.type}]`);
    if (found) return found;
  }
  return undefined;
}

function differentTypes(recorded: readonly RecordedEvent[], actual: readonly RecordedEvent[], strict: boolean): string | undefined {
  const [left, right] = [recorded, actual].map((events) => events.map(({ type }) => type)) as [string[], string[]];
  const same = strict ? left.join() === right.join() : left.toSorted().join() === right.toSorted().join();
  if (same) return undefined;
  const at = left.findIndex((type, i) => type !== right[i]);
  const i = at < 0 ? left.length : at;
  return `event ${i + 1}: recorded ${left[i] ?? 'end'}, got ${right[i] ?? 'end'} (${left.length} vs ${right.length} events)`;
}

const withoutIds = ({ id: _id, previousEventId: _previous, ...rest }: RecordedEvent): RecordedEvent => rest as unknown as RecordedEvent;

/** Every recorded event has its own actual event, in any order. */
function bag(matcher: Matcher, recorded: readonly RecordedEvent[], actual: readonly RecordedEvent[]): string | undefined {
  const rest = [...actual];
  for (const event of recorded) {
    let reason: string | undefined;
    const found = rest.findIndex((candidate) => {
      if (candidate.type !== event.type) return false;
      const difference = matcher.attempt(() => matcher.value(event, candidate, event.type));
      reason ??= difference;
      return difference === undefined;
    });
    if (found < 0) return reason ?? `${event.type}: no such event`;
    rest.splice(found, 1);
  }
  return undefined;
}

const PARALLEL_END = ['ParallelStateSucceeded', 'ParallelStateAborted', 'ParallelStateExited', 'ParallelStateFailed'];

/** What the recorder did to histories with Parallel states; step-functions-behaviour.md, section 2, point 7. */
function lossyParallel(events: readonly RecordedEvent[]): RecordedEvent[] {
  const list = events.map((event) => ({ ...event }) as { type: string; id: unknown; previousEventId?: unknown });
  let start = 0;
  let group: typeof list = [];
  let inside = false;
  for (let i = 0; i < list.length; i++) {
    const event = list[i] as (typeof list)[number];
    if (PARALLEL_END.includes(event.type)) {
      list.splice(start, i - start, ...group);
      inside = false;
    } else if (event.type === 'ParallelStateStarted') {
      [inside, group, start] = [true, [], i + 1];
    } else if (inside) {
      event.id = [0];
      event.previousEventId = 0;
      group.push(event);
    }
  }
  return list as RecordedEvent[];
}

/** Events whose order the recorder lost are compared as bags, the others one by one. */
function compareRuns(matcher: Matcher, recorded: readonly RecordedEvent[], actual: readonly RecordedEvent[]): string | undefined {
  const [left, right] = [runs(recorded), runs(actual)];
  const shape = (all: RecordedEvent[][]): string => JSON.stringify(all.map((run) => run.map(({ type }) => type).sort()));
  if (shape(left) !== shape(right)) return `event types differ (Parallel groups sorted): recorded ${shape(left)}, got ${shape(right)}`;
  for (const [i, run] of left.entries()) {
    const found = bag(matcher, run, right[i] as RecordedEvent[]);
    if (found) return found;
  }
  return undefined;
}

function runs(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const out: { loose: boolean; events: RecordedEvent[] }[] = [];
  for (const event of events) {
    const loose = Array.isArray(event.id);
    const last = out.at(-1);
    if (loose && last?.loose) last.events.push(event);
    else out.push({ loose, events: [event] });
  }
  return out.map((run) => run.events);
}
