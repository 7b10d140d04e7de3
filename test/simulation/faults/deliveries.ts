import { delay } from '../../../local/clock.ts';
import type { World } from '../../../local/world.ts';
import { latencies, within } from '../durations.ts';
import type { FaultPlan } from './plan.ts';

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
): Promise<unknown> {
  const what = to.split(':')[6] ?? to;
  const isSns = principal.startsWith('sns.');
  const later = (ms: number) => void world.clock.after(ms, () => world.background(`late delivery to ${what}`, invoke()));
  const [twice, late, most] = isSns
    ? (['snsDuplicate', 'snsDelay', latencies.snsDelayMs] as const)
    : (['eventDuplicate', 'eventDelay', latencies.eventDelayMs] as const);
  const pause = () => Math.floor(plan.draw('pause', what) ** 3 * most);
  if (!isSns && plan.fault('eventLost', what)) return { StatusCode: 202, Payload: new Uint8Array() };
  if (plan.fault(twice, what)) later(pause());
  if (!plan.fault(late, what)) {
    await delay(world.clock, within(latencies.eventMs, plan.draw('delivery', what)));
    return invoke();
  }
  later(pause());
  return { StatusCode: 202, Payload: new Uint8Array() };
}
