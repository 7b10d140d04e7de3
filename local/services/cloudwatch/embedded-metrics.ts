import type { World } from '../../world.ts';
import type { Datum } from './metrics.ts';
import { recordData } from './watch.ts';

/** A line in the embedded metric format (CloudWatch User Guide, "Specification: Embedded metric format"): values are other members. */
interface EmbeddedLine {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
  readonly [member: string]: unknown;
}

interface Directive {
  readonly Namespace: string;
  /** Sets of members that are dimensions. */
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string; readonly StorageResolution?: number }[];
}

/** Takes the metrics out of the lines of any log group, as CloudWatch Logs does. Lines that are no such JSON are just lines. */
export function extractMetrics(world: World, lines: readonly string[]): void {
  for (const line of lines) {
    const embedded = line.includes('"_aws"') ? read(line) : undefined;
    if (!embedded) continue;
    for (const directive of embedded._aws.CloudWatchMetrics) recordData(world, directive.Namespace, dataOf(embedded, directive));
  }
}

/** The JSON of a line: what Lambda's console.log writes has time, request and level before it. */
function read(line: string): EmbeddedLine | undefined {
  try {
    const parsed = JSON.parse(line.slice(line.indexOf('{'))) as EmbeddedLine;
    return typeof parsed._aws?.Timestamp === 'number' && Array.isArray(parsed._aws.CloudWatchMetrics) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function dataOf(line: EmbeddedLine, { Dimensions = [], Metrics = [] }: Directive): Datum[] {
  const sets = Dimensions.length > 0 ? Dimensions : [[]];
  return Metrics.flatMap(({ Name, Unit = 'None', StorageResolution }) => {
    const values = [line[Name]].flat().filter((value): value is number => typeof value === 'number');
    if (values.length === 0) return [];
    const summary = {
      values,
      sum: values.reduce((sum, value) => sum + value, 0),
      count: values.length,
      min: Math.min(...values),
      max: Math.max(...values),
    };
    return sets.map((names) => ({
      ...summary,
      name: Name,
      dimensions: names.map((name) => ({ Name: name, Value: String(line[name]) })),
      at: line._aws.Timestamp,
      unit: Unit,
      resolution: StorageResolution,
    }));
  });
}
