/** Reads the build's variables; names and meanings are the buildspecs'. */
export function variable(name: string, otherwise?: string): string {
  const value = process.env[name] ?? otherwise;
  if (value === undefined)
    throw new ToolFault(`the environment variable ${name} is not set: the Lambda function that starts the build sets it`);
  return value;
}

export function jsonVariable<T>(name: string, otherwise: string): T {
  const text = variable(name, otherwise) || otherwise;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ToolFault(`the environment variable ${name} is not JSON: ${text}`);
  }
}

export function numberVariable(name: string, otherwise: number): number {
  const text = variable(name, '') || String(otherwise);
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new ToolFault(`the environment variable ${name} is not a number above 0: ${text}`);
  return value;
}

/** What went wrong, for the last line of a build's log. */
export class ToolFault extends Error {
  override readonly name = 'ToolFault';
}

/** A word that a POSIX shell reads as exactly this text: for lines that a buildspec evaluates. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
