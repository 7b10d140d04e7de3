import { spawn } from 'node:child_process';
import { ContainerError } from '../errors.ts';
import { lineReader, withoutReturn } from '../lines.ts';

/** Runs a program of a build to its end. @returns its exit code, or the signal that ended it @throws ContainerError when it cannot be started */
export function call(
  words: readonly string[],
  options: { cwd: string; env: Record<string, string> },
  onLine: (line: string) => void,
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0] as string, words.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const readers = [child.stdout, child.stderr].map((stream) => lineReader(stream, withoutReturn(onLine)));
    child.once('error', (error) => reject(new ContainerError(`cannot start ${words[0]}: ${error.message}`)));
    child.once('close', (code, signal) => {
      for (const reader of readers) reader.end();
      resolve(code ?? signal ?? 1);
    });
  });
}
