import { execFile } from 'node:child_process';

/** All processes with their environments: procps shows them with `e`, macOS with `-E`, both of one's own processes only. */
const list = process.platform === 'darwin' ? ['-AEww', '-o', 'pid=,args='] : ['axeww', '-o', 'pid=,args='];

/** A stray that is killed may have started another meanwhile. */
const maxRounds = 3;

/**
 * Kills what a container started and what left its process group, as daemons do. A container's end would take it along; in process mode only the
 * environment that every child inherits tells whose it is. A machine without `ps` keeps its strays.
 * @param folder what their SAGEMAKER_BASE_DIR is, or a folder above it
 */
export async function killStrays(folder: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const strays = await pidsOf(folder);
    if (strays.length === 0) return;
    for (const pid of strays) kill(pid);
  }
}

function pidsOf(folder: string): Promise<number[]> {
  const mark = `SAGEMAKER_BASE_DIR=${folder}`;
  return new Promise((resolve) => {
    execFile('ps', list, { maxBuffer: 2 ** 28 }, (_error, output) => {
      const pids = output.split('\n').flatMap((line) => {
        const at = line.indexOf(mark);
        return at >= 0 && /^(\s|\/|$)/.test(line.slice(at + mark.length)) ? [Number.parseInt(line, 10)] : [];
      });
      resolve(pids.filter((pid) => pid !== process.pid));
    });
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended by itself meanwhile
  }
}
