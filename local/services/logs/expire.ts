import type { World } from '../../world.ts';
import { eventFiles } from './event-files.ts';
import { forgetStream, groups, streamsOf } from './records.ts';

/** At start: removes the streams whose last event is older than their group's retention, so that `.trainyard/` does not only grow. */
export function expireStreams(world: World): void {
  for (const { logGroupName, retentionInDays } of groups(world).values()) {
    if (retentionInDays === undefined) continue;
    const oldest = world.clock.now() - retentionInDays * 86_400_000;
    for (const { logStreamName, creationTime } of streamsOf(world, logGroupName)) {
      if (creationTime >= oldest) continue;
      if ((eventFiles(world).read(logGroupName, logStreamName).at(-1)?.timestamp ?? 0) >= oldest) continue;
      eventFiles(world).remove(logGroupName, logStreamName);
      forgetStream(world, logGroupName, logStreamName);
    }
  }
}
