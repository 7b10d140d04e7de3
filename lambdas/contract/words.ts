import * as v from 'valibot';
import { line } from './text.ts';

/** What people are told and no machine reads: taken whatever it is, on one line, and cut where it is longer. */
export const words = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => line(text, most)),
  );

/** What a machine compares: left as it is, or refused. A control character, or half a surrogate pair, is in no name of git's. */
export const identifier = v.pipe(v.string(), v.maxLength(1024), v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'text without control characters'));
