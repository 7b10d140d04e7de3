import { readFileSync, readlinkSync } from 'node:fs';
import { type Listener, readListeners } from '../../lambdas/contract/listeners.ts';

/** All that listens in a network namespace: that of a process, by its `/proc/PID/net`. */
export function tables(folder: string): Listener[] {
  return ['tcp', 'tcp6'].flatMap((name) => {
    try {
      return readListeners(readFileSync(`${folder}/${name}`, 'utf8'));
    } catch {
      return []; // no IPv6, or the process has ended
    }
  });
}

/** What listens inside of a container, by its first process; undefined: it cannot be seen from here, or shares this machine's network. */
export function networkListeners(pid: number): Listener[] | undefined {
  try {
    if (readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')) return undefined;
  } catch {
    return undefined;
  }
  return tables(`/proc/${pid}/net`);
}
