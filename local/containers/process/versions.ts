import { spawnSync } from 'node:child_process';
import { hostPath } from './environment.ts';

let python: { version: string | undefined } | undefined;

/** The languages of this machine that a base image may stand for. Python is asked only when the image names it. */
export function languageVersions(image: string): Record<string, string | undefined> {
  return { node: process.versions.node, ...(/python/.test(image) ? { python: pythonVersion() } : {}) };
}

function pythonVersion(): string | undefined {
  if (!python) {
    const { stdout, status } = spawnSync('python3', ['--version'], { encoding: 'utf8', env: { PATH: hostPath() } });
    python = { version: status === 0 ? /(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined };
  }
  return python.version;
}
