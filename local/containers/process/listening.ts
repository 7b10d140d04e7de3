import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Listener } from '../../../lambdas/contract/listeners.ts';
import { tables } from '../network-listeners.ts';

/**
 * What the processes of a group and session listen on. Linux has it in /proc, elsewhere `lsof` says it.
 * @returns undefined where neither is there
 */
export async function listenersOf(leader: number): Promise<Listener[] | undefined> {
  const own = ownSockets(leader);
  return own ? tables(`/proc/${leader}/net`).filter(({ inode }) => own.has(inode)) : ask(leader);
}

/** The inodes of the sockets that the leader's processes hold; undefined: no /proc. */
function ownSockets(leader: number): Set<string> | undefined {
  try {
    readFileSync('/proc/net/tcp');
  } catch {
    return undefined;
  }
  const found = new Set<string>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // After the name in parentheses: state, parent, group, session.
      const [, , group, session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(group) !== leader && Number(session) !== leader) continue;
      for (const name of readdirSync(`/proc/${pid}/fd`)) {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`)) ?? [];
        if (inode) found.add(inode);
      }
    } catch {
      // ended, or a file was closed, while we read
    }
  }
  return found;
}

function ask(leader: number): Promise<Listener[] | undefined> {
  return new Promise((resolve) => {
    execFile('lsof', ['-nP', '-a', '-g', String(leader), '-iTCP', '-sTCP:LISTEN', '-Fn'], (error, output) => {
      // It ends with 1 where it found nothing.
      if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') return resolve(undefined);
      resolve(readLsof(output));
    });
  });
}

/** `n*:8080`, `n127.0.0.1:8080`, `n[::1]:8080`: a line each in lsof's own format. */
export function readLsof(output: string): Listener[] {
  return output.split('\n').flatMap((line) => {
    const [, address = '', port] = /^n\[?(.*?)\]?:(\d+)$/.exec(line) ?? [];
    return port ? [{ address: address === '*' ? '0.0.0.0' : address, port: Number(port), inode: '' }] : [];
  });
}
