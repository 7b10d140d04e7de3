import { ascii, bytesOf, headBytes, visible } from '../../contract/text.ts';
import type { Mail } from './report.ts';

/** SNS takes "UTF-8 text with no line breaks or control characters, and less than 100 characters long" (API reference, Publish). */
export const subjectLimit = 99;

/**
 * Bytes of a body. SNS takes 262,144 for message and attributes together; a model's state carries its mails until they are sent, and nobody
 * reads more.
 */
const bodyLimit = 100_000;

/**
 * The mail as SNS takes it, whatever is in it: this is the last thing that happens to every mail, when it is written and again when it is
 * published, since one of an older version may wait. A mail that fits stays as it is.
 */
export function fitToSend({ subject, body }: Mail): Mail {
  const shown = visible(body);
  const isLong = bytesOf(shown) > bodyLimit;
  return {
    // Empty is the one thing that is refused of a subject that is there.
    subject: ascii(subject).slice(0, subjectLimit).trim() || 'Trainyard',
    body: isLong ? `${headBytes(shown, bodyLimit - cutNote.length)}${cutNote}` : shown || '(empty)',
  };
}

const cutNote = '\n\n(This mail was longer, and is cut here.)\n';
