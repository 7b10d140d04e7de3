import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { type Listener, readListeners } from '../../lambdas/contract/listeners.ts';
import { ToolFault } from './environment.ts';

/** Whether a container runs, and how it ended if not. */
function containerState(container: string): { running: boolean; exitCode: string } {
  const { stdout = '' } = docker('inspect', '--format', '{{.State.Running}} {{.State.ExitCode}}', container);
  const [running, exitCode = 'unknown'] = stdout.trim().split(' ');
  return { running: running === 'true', exitCode };
}

/**
 * What listens inside of a container that has a network of its own, from its first process's view of it. Undefined where this machine's
 * /proc does not show it, as for a container in a virtual machine.
 */
export function containerListeners(container: string): Listener[] | undefined {
  const pid = docker('inspect', '--format', '{{.State.Pid}}', container).stdout?.trim();
  try {
    if (!pid || readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')) return undefined;
    return ['tcp', 'tcp6'].flatMap((name) => {
      const table = `/proc/${pid}/net/${name}`;
      return existsSync(table) ? readListeners(readFileSync(table, 'utf8')) : [];
    });
  } catch {
    return undefined;
  }
}

/** The last line that a container printed, for the reason of a failure. */
export function lastContainerLine(container: string): string {
  const { stdout = '', stderr = '' } = docker('logs', '--tail', '1', container);
  return `${stderr}${stdout}`.trim().split('\n')[0] ?? '';
}

/** That a container has ended, and what its exit code means; undefined while it runs. */
export function endWords(container: string): string | undefined {
  const { running, exitCode } = containerState(container);
  if (running) return undefined;
  const memory = exitCode === '137' ? ' (killed, as a rule for want of memory: a larger verification.computeType has more)' : '';
  return `the container ended with exit code ${exitCode}${memory}`;
}

/** Where the container's port 8080 is on this machine. Throws when it has none, which means that it has ended. */
export function containerAddress(container: string): string {
  const { stdout = '', stderr = '' } = docker('port', container, '8080/tcp');
  const address = stdout.trim().split('\n')[0];
  if (address) return `http://${address}`;
  const ended = endWords(container);
  throw new ToolFault(ended ? `${ended} at once` : `the container has no port 8080: ${stderr.trim()}`);
}

/** The end of a container's output, to stderr: what a person needs first when a verification failed. */
export function printContainerLog(container: string): void {
  const { stdout = '', stderr = '' } = docker('logs', '--tail', '50', container);
  const lines = `${stdout}${stderr}`.trimEnd();
  process.stderr.write(`--- the container's last lines ---\n${lines === '' ? '(it printed nothing)' : lines}\n---\n`);
}

// Fifty lines of 64 KB each: what stands in the last of them is what is looked for.
const docker = (...args: string[]) => spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 8 * 2 ** 20 });
