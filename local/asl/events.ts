/** An event as GetExecutionHistory returns it, but for the time, which is in milliseconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** One `…EventDetails` member, as AWS names it for the type; some types have none. */
  readonly [details: `${string}EventDetails`]: Readonly<Record<string, unknown>>;
}

/** AWS ends an execution whose history is full. */
export const HISTORY_LIMIT = 25_000;

/** What stands beside every input and output of a history. */
export const WHOLE = Object.freeze({ truncated: false });

const SHARED = ['StateEntered', 'StateExited'] as const;
const members = new Map<string, `${string}EventDetails`>();

/** The member that carries an event's details: all `…StateEntered` types share one. */
export function detailsMember(type: string): `${string}EventDetails` {
  const known = members.get(type);
  if (known) return known;
  const name = SHARED.find((shared) => type.endsWith(shared)) ?? type;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails` as const;
  members.set(type, member);
  return member;
}

/** `PassStateEntered` and `PassStateExited` for each type of state: texts made once, as a history looks each one up. */
export const STATE_EVENTS = {
  Pass: { entered: 'PassStateEntered', exited: 'PassStateExited' },
  Succeed: { entered: 'SucceedStateEntered', exited: 'SucceedStateExited' },
  Fail: { entered: 'FailStateEntered', exited: 'FailStateExited' },
  Wait: { entered: 'WaitStateEntered', exited: 'WaitStateExited' },
  Choice: { entered: 'ChoiceStateEntered', exited: 'ChoiceStateExited' },
  Task: { entered: 'TaskStateEntered', exited: 'TaskStateExited' },
  Parallel: { entered: 'ParallelStateEntered', exited: 'ParallelStateExited' },
  Map: { entered: 'MapStateEntered', exited: 'MapStateExited' },
} as const;
