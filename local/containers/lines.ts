import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { head } from '../../lambdas/contract/text.ts';

/** CloudWatch takes events of 256 KiB; a program that prints without line ends must not grow our memory. */
const maxLength = 64 * 1024;

/** For who wants no carriage returns: SageMaker's logs show them. */
export const withoutReturn =
  (onLine: (line: string) => void) =>
  (line: string): void =>
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line);

/**
 * Calls `onLine` for every line of a stream, a carriage return at its end included. Longer lines come in pieces. `end` delivers what stands after the last line end; a process's
 * streams may stay open after its end (a child of it holds them), so the owner says when.
 */
export function lineReader(stream: Readable, onLine: (line: string) => void): { end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let ended = false;
  const take = (text: string) => {
    rest += text;
    let from = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', from)) {
      pieces(rest.slice(from, at));
      from = at + 1;
    }
    rest = rest.slice(from);
    rest = inPieces(rest);
  };
  const pieces = (line: string) => onLine(inPieces(line));
  const inPieces = (text: string): string => {
    let left = text;
    while (left.length > maxLength) {
      const piece = head(left, maxLength);
      onLine(piece);
      left = left.slice(piece.length);
    }
    return left;
  };
  stream.on('data', (chunk: Buffer) => {
    if (!ended) take(decoder.write(chunk));
  });
  // A pipe that breaks has nothing more to say; the process's exit tells the rest.
  stream.on('error', () => {});
  return {
    end: () => {
      if (ended) return;
      take(decoder.end());
      if (rest !== '') onLine(rest);
      ended = true;
    },
  };
}
