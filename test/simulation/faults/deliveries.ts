import { delay } from '../../../local/clock.ts';
import type { World } from '../../../local/world.ts';
import { latencies, within } from '../durations.ts';
import type { FaultPlan } from './plan.ts';

// What comes within a minute is no later than EventBridge's schedules may be.
const lateMs = 60_000;

/**
 * An event on its way from SNS or EventBridge to a function's queue: it may come late (and so out of order), twice, and from EventBridge
 * never. Whoever sent it hears of nothing.
 */
export async function deliver(
  plan: FaultPlan,
  world: World,
  principal: string,
  to: string,
  invoke: () => Promise<unknown>,
  /** Told of an event that is lost or late. */
  onMissed: (what: string) => void,
): Promise<unknown> {
  const what = to.split(':')[6] ?? to;
  const isSns = principal.startsWith('sns.');
  const later = (ms: number) => void world.clock.after(ms, () => world.background(`late delivery to ${what}`, invoke()));
  const [twice, late, most] = isSns
    ? (['snsDuplicate', 'snsDelay', latencies.snsDelayMs] as const)
    : (['eventDuplicate', 'eventDelay', latencies.eventDelayMs] as const);
  const pause = () => Math.floor(plan.draw('pause', what) ** 3 * most);
  if (!isSns && plan.fault('eventLost', what)) {
    onMissed(what);
    return { StatusCode: 202, Payload: new Uint8Array() };
  }
  if (plan.fault(twice, what)) later(pause());
  if (!plan.fault(late, what)) {
    await delay(world.clock, within(latencies.eventMs, plan.draw('delivery', what)));
    return invoke();
  }
  const ms = pause();
  if (ms >= lateMs) onMissed(what);
  later(ms);
  return { StatusCode: 202, Payload: new Uint8Array() };
}
