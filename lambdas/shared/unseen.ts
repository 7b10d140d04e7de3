// Eventual consistency takes seconds after a creation, and one look may be older than the look before it; never this long.
const unseenMs = 15_000;

/** True of something that was asked for so short ago that not finding it proves nothing: it may be there all the same. */
export const mayBeUnseen = (beganAt: string, nowMs: number): boolean => nowMs - Date.parse(beganAt) < unseenMs;
