import type { ServiceEvent, World } from '../../world.ts';
import { randomUuid } from '../ids.ts';

/** An event as rules match it and targets get it (EventBridge User Guide, "Event structure"). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** To the second, as AWS writes it. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Fills in what the bus adds to an event. */
export function busEvent(
  world: World,
  { source, detailType, detail, resources }: ServiceEvent,
  at: Date = new Date(world.clock.now()),
): BusEvent {
  return {
    version: '0',
    id: randomUuid(world.random),
    'detail-type': detailType,
    source,
    account: world.account,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: world.region,
    resources,
    detail,
  };
}
