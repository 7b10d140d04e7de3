import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface ShimResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stand-in as a build calls it: its bundle, an environment of its own. `npm test` has made `dist/bin`. */
export function shim(name: 'docker' | 'aws', dataDir: string, env: Record<string, string> = {}) {
  const home = join(dataDir, 'home');
  mkdirSync(home, { recursive: true });
  const environment = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    TRAINYARD_DATA_DIR: dataDir,
    TRAINYARD_ENDPOINT: env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:1',
    TRAINYARD_OWNER: 'build:test',
    ...env,
  };
  return (args: string[], options: { input?: string; cwd?: string } = {}) =>
    new Promise<ShimResult>((done) => {
      const child = execFile(
        process.execPath,
        [resolve(`dist/bin/${name}.mjs`), ...args],
        { env: environment, cwd: options.cwd },
        (error, stdout, stderr) => done({ status: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.end(options.input ?? '');
    });
}
