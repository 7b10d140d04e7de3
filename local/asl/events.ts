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

const NAMES = ['StateEntered', 'StateExited'] as const;

/** The member that carries an event's details: all `…StateEntered` types share one. */
export function detailsMember(type: string): `${string}EventDetails` {
  const shared = NAMES.find((name) => type.endsWith(name));
  const name = shared ?? type;
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}
