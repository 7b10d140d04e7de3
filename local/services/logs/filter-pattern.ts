import { AwsError } from '../errors.ts';

/**
 * Turns an unstructured filter pattern into a test: all plain terms, none of the `-` terms, at least one of the `?` terms, case and all
 * (CloudWatch Logs User Guide, "Filter pattern syntax"). Terms with other characters than letters, digits and `_` are quoted.
 * @throws AwsError for JSON and space-delimited patterns, which this world does not interpret
 */
export function filterPattern(pattern: string | undefined): (message: string) => boolean {
  const trimmed = (pattern ?? '').trim();
  if (/^[{[]/.test(trimmed))
    throw new AwsError('InvalidParameterException', `Invalid filter pattern: the local world interprets terms only, got ${trimmed}`);
  const terms = [...trimmed.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g)].map(([, sign = '', quoted, plain]) => ({
    sign,
    text: quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  }));
  const anyOf = terms.filter(({ sign }) => sign === '?');
  return (message) =>
    terms.every(({ sign, text }) => sign === '?' || message.includes(text) === (sign !== '-')) &&
    (anyOf.length === 0 || anyOf.some(({ text }) => message.includes(text)));
}
