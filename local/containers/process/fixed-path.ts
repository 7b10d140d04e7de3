import type { RunRequest } from '../runtime.ts';

/** Passes a program's lines on, and says what is wrong with a program that failed and whose output names `/opt/ml`: AWS's own examples have it written in. */
export function fixedPathReader(onLine: RunRequest['onLine']): { read: RunRequest['onLine']; explain(): void } {
  let named = false;
  return {
    read: (line, stream) => {
      // A line of source that also names the variable is no hard-coded path.
      named ||= /(?<![\w./-])\/opt\/ml\b/.test(line) && !/SAGEMAKER_BASE_DIR|\bSM_[A-Z]/.test(line);
      onLine(line, stream);
    },
    explain: () => {
      if (named) onLine(hint, 'stderr');
    },
  };
}

const hint =
  '[Trainyard] The program names /opt/ml, which process mode cannot give it: there are no mounts without containers. Read the folder from the ' +
  'environment variable SAGEMAKER_BASE_DIR (default /opt/ml), or run with --runtime docker or --runtime podman.';
