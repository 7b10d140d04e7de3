import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { systemClock, systemRandom } from '../../../../local/clock.ts';
import { type ContainerHost, containerRuntime } from '../../../../local/containers/runtime.ts';

/** A folder that is gone after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(folder: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (content.startsWith('#!')) chmodSync(file, 0o755);
  }
  return folder;
}

export function host(dataDir: string, endpointUrl = 'http://127.0.0.1:1'): ContainerHost {
  return { dataDir, endpointUrl, clock: systemClock, random: systemRandom };
}

/** A runtime, and one call that builds `files` and returns what was printed. */
export function builder(dataDir = temporaryFolder()) {
  const runtime = containerRuntime(host(dataDir));
  const build = async (
    files: Record<string, string>,
    more: {
      arguments?: Record<string, string>;
      secrets?: Record<string, string>;
      target?: string;
      tags?: string[];
      from?: string;
      onLine?: (line: string) => void;
    } = {},
  ) => {
    const context = writeFiles(more.from ?? mkdtempSync(join(dataDir, 'context-')), files);
    const lines: string[] = [];
    const { imageId } = await runtime.build({
      context,
      dockerfile: join(context, 'Dockerfile'),
      tags: more.tags ?? ['test'],
      arguments: more.arguments ?? {},
      secrets: more.secrets,
      target: more.target,
      onLine: (line) => {
        lines.push(line);
        more.onLine?.(line);
      },
    });
    return { imageId, lines, root: join(dataDir, 'images/process/layers', imageId, 'root') };
  };
  return { runtime, build, dataDir };
}

/** Runs an image to its end. */
export async function runToEnd(
  dataDir: string,
  image: string,
  command: readonly string[] | 'train' | 'serve',
  env: Record<string, string> = {},
) {
  const lines: string[] = [];
  const baseDir = mkdtempSync(join(dataDir, 'opt-ml-'));
  const container = await containerRuntime(host(dataDir)).run({ image, command, env, baseDir, onLine: (line) => lines.push(line) });
  return { ...(await container.exited), lines, baseDir };
}
