/** Times of calls and functions that the simulation assumes, in milliseconds. Guesses of the right size: what matters is that calls overlap. */
export const latencies = {
  /** Of a call to an AWS service within its region: least, and at most so much more. */
  callMs: [8, 60],
  /** From an invocation to the handler's first line, warm or cold. */
  functionStartMs: [5, 400],
  /** How much longer every call of a slow function takes: it meets its time-out or nearly so. */
  slowFactor: 150,
  /** A machine's clock is at most so much wrong; AWS keeps its own within a millisecond. */
  clockSkewMs: 2000,
  /** How long a describe may not see what was made. */
  notSeenMs: 8000,
  /** Throttles come in bursts of this length. */
  burstMs: 90_000,
  /** A message of SNS, and an event of EventBridge, that comes late: at most. */
  snsDelayMs: 10 * 60_000,
  eventDelayMs: 30 * 60_000,
} as const;
