import type { Raw } from '../compile.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import { CATCHER_FIELDS, JITTER_STRATEGIES, RETRIER_FIELDS, RETRY_NUMBERS } from './fields.ts';
import { checkAllowed, checkErrors, checkNumbers, checkOneOfValues, checkRequired, checkText } from './rules.ts';
import { checkAssign } from './variables.ts';

/** Checks a state's Retry and Catch. https://states-language.net/#errors */
export function checkHandlers(state: Raw, jsonata: boolean, findings: Findings, path: string): void {
  for (const field of ['Retry', 'Catch'])
    if (field in state && !Array.isArray(state[field])) findings.schema('Expected value of type Array', `${path}/${field}`);
  const retriers = listOf(state.Retry);
  checkErrors(retriers, findings, `${path}/Retry`);
  for (const [i, retrier] of retriers.entries()) if (isObject(retrier)) checkRetrier(retrier, findings, `${path}/Retry[${i}]`);
  const catchers = listOf(state.Catch);
  checkErrors(catchers, findings, `${path}/Catch`);
  for (const [i, catcher] of catchers.entries()) if (isObject(catcher)) checkCatcher(catcher, jsonata, findings, `${path}/Catch[${i}]`);
}

function checkRetrier(retrier: Raw, findings: Findings, path: string): void {
  checkAllowed(retrier, RETRIER_FIELDS, findings, path);
  checkNumbers(retrier, RETRY_NUMBERS, findings, path, false);
  checkOneOfValues(retrier, 'JitterStrategy', JITTER_STRATEGIES, findings, path);
}

function checkCatcher(catcher: Raw, jsonata: boolean, findings: Findings, path: string): void {
  checkAllowed(catcher, jsonata ? CATCHER_FIELDS.jsonata : CATCHER_FIELDS.jsonpath, findings, path);
  checkRequired(catcher, ['Next'], findings, path);
  checkText(catcher, ['Next', 'Comment'], findings, path);
  checkAssign(catcher, findings, path);
}
