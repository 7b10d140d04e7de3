import { execFileSync } from 'node:child_process';

/** Command lines of processes that name a world's folder: after its stop there must be none. */
export function leftoverProcesses(dataDir: string): string[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(dataDir) && !line.includes('ps -A')).map((line) => line.trim());
}
