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
    write(`${JSON.stringify(Object.assign({ level, message }, about, fields, { level, message }), plain)}\n`);
  return { info: at('INFO'), warn: at('WARN') };
}

/** Errors have no enumerable members: name and message are what a reader wants of them. */
function plain(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}
