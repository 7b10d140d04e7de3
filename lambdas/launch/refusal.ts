import * as v from 'valibot';
import { problems } from '../contract/problems.ts';
import { line } from '../contract/text.ts';
import { iso } from '../shared/clock.ts';

/** Why a message starts nothing. Few: each is a metric of its own. */
type Reason =
  | 'not-json'
  | 'unknown-shape'
  | 'unknown-model'
  | 'unknown-repository'
  | 'not-a-branch'
  | 'branch-filter'
  | 'path-filter'
  | 'data-filter'
  | 'nothing-to-do';

/** A message that starts nothing, now or when it is delivered again: logged and counted, never a failure of the function. */
export class Refusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * The value as the schema has it.
 * @throws Refusal naming each wrong field, what was expected and what came
 */
export function shaped<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const faults = problems(schema, result.issues).map(({ field, text }) => `${field || 'it'}: ${text}`);
  throw new Refusal('unknown-shape', `${what} is not understood. ${faults.join('; ')}.`);
}

/** A moment in ISO 8601 (CodeCommit's `+0000` too) as the contract writes it: moments are compared as texts. */
export function moment(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Refusal('unknown-shape', `expected a time such as 2026-11-21T12:00:00Z, got "${line(text, 60)}"`);
  return iso(ms);
}
