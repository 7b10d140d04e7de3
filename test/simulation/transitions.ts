import type { HistoryEvent } from '../../local/asl/index.ts';
import { Engine } from '../../local/services/states/engine.ts';
import { taskRunner } from '../../local/services/states/tasks/index.ts';
import type { World } from '../../local/world.ts';

/**
 * An engine whose executions take time from state to state: the interpreter itself takes none, so every task waits for the states that its
 * execution entered since its last task. What comes after the last task of all is not waited for.
 */
export const slowEngine = (world: World, transitionMs: (state: string) => number): Engine =>
  new Engine(world, (own, engine, record) => {
    const run = taskRunner(own, engine, record);
    const entered = counted(own, record.executionArn);
    return (call, report) => {
      let cancel: (() => void) | undefined;
      // The history is written in a microtask: it has the states before this task once that is over.
      const timer = own.clock.after(0, () => {
        let ms = 0;
        for (let left = entered(); left > 0; left--) ms += transitionMs(call.state);
        const waiting = own.clock.after(ms, () => {
          cancel = run(call, report);
        });
        cancel = () => waiting.cancel();
      });
      cancel = () => timer.cancel();
      return () => cancel?.();
    };
  });

/** Gives how many states were entered since it was asked last. */
function counted(world: World, executionArn: string): () => number {
  const [machine, name] = executionArn.split(':').slice(6);
  const table = world.store.table<readonly HistoryEvent[]>(`states/history/${machine}/${name}`);
  let chunk = 0;
  let seen = 0;
  return () => {
    let count = 0;
    for (;;) {
      const events = table.get(String(chunk).padStart(5, '0'));
      if (!events) return count;
      count += events.slice(seen).filter(({ type }) => type.endsWith('StateEntered')).length;
      seen = events.length;
      if (!table.get(String(chunk + 1).padStart(5, '0'))) return count;
      chunk += 1;
      seen = 0;
    }
  };
}
