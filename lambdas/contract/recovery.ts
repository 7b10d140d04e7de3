import * as v from 'valibot';

const arn = v.pipe(v.string(), v.regex(/^arn:/));

/** What the recovery machine gets, and hands to each of its functions. */
export const recoveryInput = v.strictObject({
  /** Null: the execution ended before it was known whose it is. */
  model: v.nullable(v.string()),
  /** The pipeline's execution to clean up after. */
  execution: arn,
  /** The lock that this recovery holds; null for an execution that held none. */
  token: v.nullable(v.number()),
});
export type RecoveryInput = v.InferOutput<typeof recoveryInput>;

export const recoveryStep = v.strictObject({ recovery: recoveryInput, startedAt: v.string() });
/** `waitSeconds`: look again after that; null: done. `texts` are for the mail. */
export const recoveryAnswer = v.strictObject({
  waitSeconds: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  texts: v.array(v.string()),
});
