import type { StateFailure } from '../failures.ts';
import type { Frame } from '../frame.ts';
import type { Visit } from '../visit.ts';

const ABORTED: { readonly [type: string]: string } = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};

/** Ends all frames of a Parallel or Map after `failed` did: each state still open is written off, the failed one's last. */
export function abandon(visit: Visit, failure: StateFailure, failed: Frame | undefined, onOther?: (frame: Frame) => void): void {
  for (const frame of visit.frame.children) {
    if (frame === failed) continue;
    writeOff(visit, failure, frame);
    onOther?.(frame);
  }
  if (failed) writeOff(visit, failure, failed);
  for (const frame of visit.frame.children) {
    frame.end();
    frame.leave();
  }
}

/** Innermost first. */
function writeOff(visit: Visit, failure: StateFailure, frame: Frame): void {
  for (const child of frame.children) writeOff(visit, failure, child);
  const type = frame.open && ABORTED[frame.open];
  if (!type) return;
  frame.open = undefined;
  frame.cursor = visit.frame.emit(type, failure.eventId);
}

/** Marks a promise as seen: when a sibling has failed, nobody looks at it any more. */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
