import { cut } from '../contract/text.ts';
/** One JSON object a line, as CloudWatch Logs Insights reads it. */
export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
}

/** What Lambda tells a handler of the call, as far as it is logged: the id that is also in Lambda's own START and REPORT lines. */
export interface Invocation {
  readonly awsRequestId?: string;
}

/** A logger whose every line carries `context`. Lambda sends what is written to stdout to the function's log group. */
export function logger(
  { awsRequestId, ...context }: Invocation & Readonly<Record<string, unknown>>,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  const about = { ...context, requestId: awsRequestId };
  const at = (level: string) => (message: string, fields?: object) =>
    write(jsonLine(Object.assign({ level, message }, about, fields, { level, message })));
  return { info: at('INFO'), warn: at('WARN') };
}

// CloudWatch Logs takes events of 256 kB and more, and Lambda breaks a longer line into pieces that are no JSON any more.
const valueLimit = 100_000;

/** One line of the log: JSON in which what cannot be seen is escaped, so that a terminal that shows it obeys nothing. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value, plain).replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (char) =>
    Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  )}\n`;

/** Errors have no enumerable members: name and message are what a reader wants of them. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return cut(value, valueLimit);
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}
