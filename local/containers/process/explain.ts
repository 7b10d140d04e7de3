import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import type { Clock } from '../../clock.ts';
import { inside } from './run-plan.ts';

type Write = (line: string) => void;

export interface Explainer {
  /** Takes every line that the program prints. */
  hear(line: string): void;
  /** The program failed: says what process mode has to do with it, if anything. */
  failed(): void;
  /** The program ended, however. */
  end(): void;
}

/** A server that cannot find its files may go on and answer with errors: it is told after so long. */
const LIVES_ON_MS = 2000;

/** What was told is told again at the end when more lines than these came after it: people are shown the last ones. */
const TAIL_LINES = 10;

const MAX_PATHS = 200;

/** How programs say that something is not where they look for it. */
const missing =
  /no such file|not found|cannot (find|open|access|load)|can't (find|open|cd|load)|could not (find|open|load)|ENOENT|does(n't| not) exist|FileNotFound|unable to (find|open|load|read)|failed to (find|open|load|read)|permission denied|EACCES|read-only file system|EROFS/i;
const inUse = /EADDRINUSE|address already in use|address in use|\[Errno (98|48)\]/i;
const absolute = /(?<![\w./:-])\/[\w.@%+-]+(?:\/[\w.@%+-]+)*/g;

/**
 * Reads what a program of an image prints for the faults that only process mode has: a path of the image, `/opt/ml` first of all, that is
 * written into code, and a port that is. Of a container none of them would be one.
 * @param port the one that the program was given, if any
 * @param clock without it nothing is told before the program has failed
 */
export function explainer(root: string, say: Write, { port, clock }: { port?: number; clock?: Clock } = {}): Explainer {
  const paths = new Set<string>();
  let isBase = false;
  let isPort = false;
  let lines = 0;
  let told = Number.NEGATIVE_INFINITY;
  let timer: { cancel(): void } | undefined;

  const tell = () => {
    const path = [...paths].reverse().find((candidate) => isOfImage(candidate, root));
    const hints = [
      ...(path === undefined ? [] : [pathHint(path, root)]),
      ...(isBase ? [baseHint] : []),
      ...(isPort && port !== undefined ? [portHint(port)] : []),
    ];
    if (hints.length > 0) told = lines;
    hints.forEach(say);
  };

  return {
    hear: (line) => {
      lines++;
      // A line of source that also names the variable is no hard-coded path.
      isBase ||= /(?<![\w./-])\/opt\/ml\b/.test(line) && !/SAGEMAKER_BASE_DIR|\bSM_[A-Z]/.test(line);
      isPort ||= inUse.test(line);
      const isMissing = missing.test(line);
      if (isMissing) for (const [path] of line.matchAll(absolute)) if (paths.size < MAX_PATHS) paths.add(path);
      if (isMissing && clock && !timer) timer = clock.after(LIVES_ON_MS, tell);
    },
    failed: () => {
      timer?.cancel();
      if (lines - told > TAIL_LINES) tell();
    },
    end: () => timer?.cancel(),
  };
}

/** Whether a path is there in the image, or would be made there, and means nothing on this machine. */
function isOfImage(path: string, root: string): boolean {
  if (path.startsWith(root) || path === '/opt/ml' || path.startsWith('/opt/ml/') || existsSync(path)) return false;
  const folder = posix.dirname(path);
  return existsSync(inside(root, path)) || (folder !== '/' && existsSync(inside(root, folder)) && !existsSync(folder));
}

const remedy = 'or run with --runtime docker or --runtime podman.';

const pathHint = (path: string, root: string) =>
  `[Trainyard] ${path} is a path of the image, which process mode cannot give to a program: there are no containers, and the image's folder is ` +
  `${root}. Write the path relative to WORKDIR or to the program's own file, ${remedy}`;

const baseHint =
  '[Trainyard] The program names /opt/ml, which process mode cannot give it: there are no mounts without containers. Read the folder from the ' +
  `environment variable SAGEMAKER_BASE_DIR (default /opt/ml), ${remedy}`;

const portHint = (port: number) =>
  '[Trainyard] The program asks for a port that another program has. Process mode has no network of its own for each container: let the server ' +
  `listen on the port in SAGEMAKER_BIND_TO_PORT where that is set (here ${port}), else on 8080, ${remedy}`;
