import type { Outgoing } from '../../contract/model-state.ts';
import { ascii } from '../../contract/text.ts';
import { fitToSend } from './fit.ts';
import type { Mail } from './report.ts';

/** SNS's own names for what no later call changes, in the spellings of its protocols; the last two are the SDK's, before it has sent anything. */
const refusals =
  /^(InvalidParameter|InvalidParameterValue|ParameterValueInvalid|ValidationError|Validation|Serialization|URIError|RangeError)(Exception)?$/;

/** True when this mail will never be taken as it is. Throttles, faults of the service and missing rights pass: those are tried again. */
export const isRefused = (error: unknown): error is Error => error instanceof Error && refusals.test(error.name);

/**
 * The mail that goes out in place of one that SNS refuses for good: short, of nothing but words of our own, and where to read the rest. The
 * whole mail stands in the log of the function that wanted to send it.
 */
export function fallbackMail(
  model: string,
  { id, outcome, subject, body }: Pick<Outgoing, 'id' | 'outcome' | 'subject' | 'body'>,
  { name, message }: Error,
): Mail {
  const run = /^\d{8}-\d{6}-[0-9a-f]{6}(?=-)/.exec(id)?.[0];
  const links = body.match(/^[\w-]+: +https:\/\/[!-~]{1,1000}$/gm) ?? [];
  return fitToSend({
    subject: `[${ascii(model).slice(0, 40)}] ${outcome}: its mail could not be sent`,
    body: [
      `Amazon SNS refuses the mail about this, and always will: ${ascii(`${name}: ${message}`).slice(0, 300)}`,
      '',
      `Subject:    ${ascii(subject).slice(0, 99)}`,
      `Mail:       ${ascii(id).slice(0, 200)}`,
      'Its words:  in the log of the function that sent this (log groups',
      '            /aws/lambda/...): search for the id of the mail.',
      ...(links.length > 0 ? ['', ...links.slice(0, 10)] : []),
      '',
      'Next (for an AWS account add --aws):',
      run ? `    trainyard logs ${run} --functions` : `    trainyard status ${ascii(model).slice(0, 40)}`,
      '',
    ].join('\n'),
  });
}
