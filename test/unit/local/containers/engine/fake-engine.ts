import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program of that name in a folder for PATH, which runs this script of a shell. */
export function fakeProgram(folder: string, name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A docker that answers what is asked to find out whether it works. */
export const workingDocker = (more = '') => `
case "$1 $2" in
  "version --format") echo '{"Client":{"Version":"28.2.2"},"Server":{"Version":"28.3.0","Components":[{"Name":"Engine"}]}}' ;;
  "context inspect") echo unix:///var/run/docker.sock ;;
  "info --format") case "$3" in *Operating*) echo 'Debian GNU/Linux 12' ;; *) echo '["name=seccomp"]' ;; esac ;;
  "buildx version") ${more || 'echo buildx 0.24'} ;;
esac`;
