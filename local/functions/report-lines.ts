import type { WorkerResult } from './function-worker.ts';

/** The platform's first line of an invocation. */
export const startLine = (requestId: string, version: string): string => `START RequestId: ${requestId} Version: ${version}`;

/** The platform's last lines: an error that ended the thread, END, and REPORT with what it took. */
export function endLines(requestId: string, memoryMb: number, ms: number, result: WorkerResult): string[] {
  const cut =
    'error' in result && /^(Sandbox\.|Runtime\.(ExitError|OutOfMemory))/.test(result.error.errorType) ? [result.error.errorMessage] : [];
  const used = 'heapMb' in result ? `\tMax Memory Used: ${result.heapMb} MB` : '';
  return [
    ...cut,
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: ${memoryMb} MB${used}`,
  ];
}
