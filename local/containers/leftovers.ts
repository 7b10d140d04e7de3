import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { line } from '../../lambdas/contract/text.ts';
import { type Clock, delay } from '../clock.ts';
import { signalGroup } from './signals.ts';
import { killStrays } from './strays.ts';

interface ProcessRecord {
  readonly pid: number;
  /** When the system says the process began: tells it from a stranger that got the same pid later. Absent: could not be read. */
  readonly identity?: string;
  readonly owner: string;
  readonly command: string;
}

/** The process groups that this world, or a build of it, started and that have not ended: one file each in `run/processes`. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'run', 'processes');
  }

  /** @returns a function that takes the record away when the process ended */
  add(pid: number, owner: string, words: readonly string[]): () => void {
    mkdirSync(this.#folder, { recursive: true });
    const file = join(this.#folder, `${pid}.json`);
    const record: ProcessRecord = { pid, identity: identities([pid]).get(pid), owner, command: line(words.join(' '), 200) };
    writeFileSync(`${file}.tmp`, JSON.stringify(record));
    renameSync(`${file}.tmp`, file);
    return () => rmSync(file, { force: true });
  }

  all(): ProcessRecord[] {
    let names: string[] = [];
    try {
      names = readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
    } catch {
      return []; // no folder: nothing was ever started
    }
    return names.flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as ProcessRecord];
      } catch {
        return []; // ended, and taken away, while we read
      }
    });
  }

  /** Those that are still the process that was recorded. The records of the others are taken away. */
  alive(owned: (owner: string) => boolean): ProcessRecord[] {
    const records = this.all().filter(({ owner }) => owned(owner));
    const now = identities(records.map(({ pid }) => pid));
    const [same, gone] = [records.filter(isSame), records.filter((record) => !isSame(record))];
    for (const { pid } of gone) this.remove(pid);
    return same;

    function isSame({ pid, identity }: ProcessRecord): boolean {
      return identity !== undefined && now.get(pid) === identity;
    }
  }

  remove(pid: number): void {
    rmSync(join(this.#folder, `${pid}.json`), { force: true });
  }
}

/** Ends what a world that was killed left running. Called before anything is started. @returns what was ended, for the log */
export async function reapLeftovers(dataDir: string, clock: Clock): Promise<string[]> {
  const ended = await endOwned(new ProcessRecords(dataDir), () => true, 5, clock);
  await killStrays(dataDir);
  return ended;
}

/** The same at once, without grace and without waiting: for a process that is about to exit. */
export function killLeftovers(dataDir: string): void {
  for (const { pid } of new ProcessRecords(dataDir).alive(() => true)) signalGroup(pid, 'SIGKILL');
}

/** Ends the process groups of some owners: SIGTERM, then SIGKILL after a grace time. A pid that now is a stranger's is never touched. */
export async function endOwned(
  records: ProcessRecords,
  owned: (owner: string) => boolean,
  graceSeconds: number,
  clock: Clock,
): Promise<string[]> {
  const found = records.alive(owned);
  for (const { pid } of found) signalGroup(pid, 'SIGTERM');
  const deadline = clock.now() + graceSeconds * 1000;
  let left = found;
  while (left.length > 0 && clock.now() < deadline) {
    await delay(clock, 50);
    const alive = new Set(records.alive(owned).map(({ pid }) => pid));
    // What the leader leaves of its group goes with it, at once: while one of them lives, nobody else can get the group's number.
    for (const { pid } of left) if (!alive.has(pid)) signalGroup(pid, 'SIGKILL');
    left = left.filter(({ pid }) => alive.has(pid));
  }
  for (const { pid } of left) signalGroup(pid, 'SIGKILL');
  for (const { pid } of found) records.remove(pid);
  return found.map(({ pid, owner, command }) => `${pid} (${owner}): ${command}`);
}

/**
 * When each process began. Linux has it in /proc (ticks since boot; images without `ps` are common), macOS in `ps`. A process that
 * is gone, or only waits to be collected by its parent, is not in the answer.
 */
function identities(pids: readonly number[]): Map<number, string> {
  const found = new Map<number, string>();
  const unknown = pids.filter((pid) => {
    const stat = procStat(pid);
    if (stat === undefined) return true;
    if (stat.state !== 'Z') found.set(pid, stat.started);
    return false;
  });
  if (unknown.length === 0 || hasProc()) return found;
  const { stdout } = spawnSync('ps', ['-o', 'pid=,state=,lstart=', '-p', unknown.join(',')], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  for (const line of (stdout ?? '').split('\n')) {
    const [, pid, state, started] = /^\s*(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid && started && !state?.startsWith('Z')) found.set(Number(pid), started);
  }
  return found;
}

const hasProc = () => procStat(process.pid) !== undefined;

function procStat(pid: number): { state: string; started: string } | undefined {
  try {
    // The name in parentheses may hold anything, so fields are counted from its end: state is the 3rd of all, starttime the 22nd.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { state: fields[0] ?? '', started: `${fields[19]} ${boot}` };
  } catch {
    return undefined;
  }
}
