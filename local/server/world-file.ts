import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where `findWorld` asks whether the world that wrote `world.json` still lives. */
export const healthPath = '/_trainyard/health';

export interface FoundWorld {
  readonly port: number;
  readonly pid: number;
  readonly endpointUrl: string;
}

/** The world that runs on this data folder, if one does. A `world.json` that a kill left behind does not count. */
export async function findWorld(dataDir: string): Promise<FoundWorld | undefined> {
  const written = readWorldFile(dataDir);
  if (!written || !isAlive(written.pid)) return undefined;
  const endpointUrl = `http://127.0.0.1:${written.port}`;
  try {
    // Another program may have got the dead world's pid and even its port: only its own answer proves it.
    const response = await fetch(`${endpointUrl}${healthPath}`, { signal: AbortSignal.timeout(5_000) });
    const health = (await response.json()) as { dataDir?: string };
    return health.dataDir === resolve(dataDir) ? { ...written, endpointUrl } : undefined;
  } catch {
    return undefined;
  }
}

/** Says where this world listens; removed by {@link removeWorldFile}. */
export function writeWorldFile(dataDir: string, port: number): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(worldFile(dataDir), `${JSON.stringify({ port, pid: process.pid })}\n`);
}

/** Removes the file unless another world has written it since. */
export function removeWorldFile(dataDir: string): void {
  if (readWorldFile(dataDir)?.pid === process.pid) rmSync(worldFile(dataDir), { force: true });
}

const worldFile = (dataDir: string) => join(dataDir, 'world.json');

function readWorldFile(dataDir: string): { port: number; pid: number } | undefined {
  try {
    const { port, pid } = JSON.parse(readFileSync(worldFile(dataDir), 'utf8')) as Record<string, unknown>;
    return typeof port === 'number' && typeof pid === 'number' ? { port, pid } : undefined;
  } catch {
    return undefined; // none, or half of one: nobody can be found by it
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
