import { format } from 'node:util';
import { systemClock } from '../clock.ts';
import type { FunctionError } from './messages.ts';

/** Which invocation the thread works on: part of every log line. */
export const currentRequest = { id: '' };

let write: (text: string) => void = () => {};
let json = false;

const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' } as const;

/**
 * Sends what the function prints to the log, in AWS's formats (Lambda Developer Guide, "Log and monitor Node.js Lambda functions").
 * One call is one log event. By the thread's message port: its own stdout would arrive after the result.
 */
export function captureOutput(logFormat: 'Text' | 'JSON', send: (text: string) => void): void {
  write = send;
  json = logFormat === 'JSON';
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, string][]) {
    console[method] = (...args: unknown[]) => write(line(level, args));
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      write(String(typeof chunk === 'string' ? chunk : Buffer.from(chunk)).replace(/\n$/, ''));
      const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      done?.();
      return true;
    }) as typeof stream.write;
  }
}

/** The runtime's own line about an error that left the handler. */
export function logError(title: string, { errorType, errorMessage, trace }: FunctionError): void {
  const fields = { errorType, errorMessage, stack: trace };
  write(
    json ? line('ERROR', [fields]) : `${timestamp()}\t${currentRequest.id || 'undefined'}\tERROR\t${title} \t${JSON.stringify(fields)}`,
  );
}

function line(level: string, args: readonly unknown[]): string {
  if (!json) return `${timestamp()}\t${currentRequest.id || 'undefined'}\t${level}\t${format(...args)}`;
  const message = args.length === 1 && typeof args[0] === 'object' ? args[0] : format(...args);
  return JSON.stringify({ timestamp: timestamp(), level, requestId: currentRequest.id, message });
}

const timestamp = () => new Date(systemClock.now()).toISOString();
