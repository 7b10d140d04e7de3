import type { World } from '../../world.ts';
import { extractMetrics } from '../cloudwatch/embedded-metrics.ts';
import { eventFiles } from './event-files.ts';
import { groups, makeGroup, makeStream, streamOf } from './records.ts';

/** What `world.log` does: a service's own lines, with group and stream made on the way as AWS's services do. */
export function appendLines(world: World, group: string, stream: string, lines: readonly string[]): void {
  if (!groups(world).get(group)) makeGroup(world, group);
  if (!streamOf(world, group, stream)) makeStream(world, group, stream);
  const now = world.clock.now();
  eventFiles(world).append(
    group,
    stream,
    lines.map((message) => ({ timestamp: now, message, ingestionTime: now })),
  );
  extractMetrics(world, lines);
}
