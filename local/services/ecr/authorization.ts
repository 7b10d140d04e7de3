import type { Caller, World } from '../../world.ts';
import { randomHex } from '../ids.ts';

interface Login {
  readonly caller: Caller;
  readonly expires: Date;
}

const HOURS_12 = 12 * 60 * 60 * 1000;

/** Makes a registry password that stands for its caller for twelve hours, as ECR's does. */
export function login(world: World, caller: Caller): { password: string; expires: Date } {
  const table = world.store.table<Login>('ecr/logins');
  const now = world.clock.now();
  for (const key of table.keys()) if ((table.get(key)?.expires.getTime() ?? 0) < now) table.delete(key);
  const password = randomHex(world.random, 64);
  const expires = new Date(now + HOURS_12);
  table.set(password, { caller, expires });
  return { password, expires };
}

/** Who a `Basic` header speaks for; undefined when it is missing, wrong or too old. */
export function callerOf(world: World, authorization: string | undefined): Caller | undefined {
  const credentials = Buffer.from(/^Basic\s+(.+)$/i.exec(authorization ?? '')?.[1] ?? '', 'base64').toString();
  const [user, password = ''] = credentials.split(/:(.*)/s);
  const found = user === 'AWS' ? world.store.table<Login>('ecr/logins').get(password) : undefined;
  return found && found.expires.getTime() >= world.clock.now() ? found.caller : undefined;
}
