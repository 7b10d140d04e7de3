import { expand } from '../dockerfile/expand.ts';
import { flagValue } from '../dockerfile/flags.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { ContainerError } from '../errors.ts';

const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** HEALTHCHECK as Docker keeps it in an image's configuration. Nobody runs it: SageMaker asks `/ping`. */
export function healthcheck(instruction: Instruction, variables: Readonly<Record<string, string>>): object {
  const { text, flags, line, source } = instruction;
  const fault = (why: string) => new ContainerError(`Dockerfile line ${line}: ${source}: ${why}`);
  const command = /^CMD\s+(.*)$/is.exec(text)?.[1];
  if (command === undefined && text.toUpperCase() !== 'NONE') throw fault('expected HEALTHCHECK CMD <command> or HEALTHCHECK NONE.');
  if (command === undefined) return { Test: ['NONE'] };
  const duration = (name: string) => {
    const raw = flagValue(flags, name);
    if (raw === undefined) return undefined;
    const value = expand(raw, variables);
    const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
    if (value !== '0' && (parts.length === 0 || parts.map(([part]) => part).join('') !== value))
      throw fault(`--${name}=${value}: expected a duration such as 30s or 1m30s.`);
    return parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (nanoseconds[unit] as number), 0);
  };
  const retries = flagValue(flags, 'retries');
  if (retries !== undefined && !/^\d+$/.test(expand(retries, variables))) throw fault(`--retries=${retries}: expected a whole number.`);
  return {
    Test: words(command) ?? ['CMD-SHELL', command],
    Interval: duration('interval'),
    Timeout: duration('timeout'),
    StartPeriod: duration('start-period'),
    StartInterval: duration('start-interval'),
    Retries: retries === undefined ? undefined : Number(expand(retries, variables)),
  };
}

function words(command: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(command);
    return Array.isArray(list) ? ['CMD', ...list.map(String)] : undefined;
  } catch {
    return undefined; // as Docker: what is not JSON is the shell form
  }
}
