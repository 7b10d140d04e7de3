import type { World } from '../../world.ts';
import { renewed } from './configuration.ts';
import { type FunctionRecord, fingerprint, functionKey, functionTable, latest, needFunction, versionsOf } from './records.ts';

/**
 * Makes a version of what `$LATEST` is now. Where the newest version is the same already, that one is returned: "Lambda doesn't publish a
 * version if the function's configuration and code haven't changed since the last version" (API reference, PublishVersion).
 */
export function publish(world: World, name: string, description?: string): FunctionRecord {
  const current = needFunction(world, { name });
  const newest = versionsOf(world, name)
    .filter(({ version }) => version !== latest)
    .sort((a, b) => Number(b.version) - Number(a.version))[0];
  if (newest && fingerprint(newest) === fingerprint(current)) return newest;
  const record = { ...current, ...renewed(world), version: String(current.nextVersion), description: description ?? current.description };
  functionTable(world).set(functionKey(name, record.version), record);
  functionTable(world).set(functionKey(name, latest), { ...current, nextVersion: current.nextVersion + 1 });
  return record;
}
