import * as v from 'valibot';
import type { World } from '../../world.ts';
import type { Datum } from './metrics.ts';
import { recordData } from './watch.ts';

/**
 * A line in the embedded metric format, with its limits (CloudWatch User Guide, "Specification: Embedded metric format"): values are other
 * members. Anybody's program may print anything that looks like one.
 */
const embeddedLine = v.looseObject({
  _aws: v.looseObject({
    Timestamp: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15)),
    CloudWatchMetrics: v.array(
      v.looseObject({
        Namespace: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)),
        /** Sets of members that are dimensions. */
        Dimensions: v.optional(v.array(v.pipe(v.array(v.string()), v.maxLength(30))), []),
        Metrics: v.optional(
          v.pipe(
            v.array(v.looseObject({ Name: v.string(), Unit: v.optional(v.string(), 'None'), StorageResolution: v.optional(v.number()) })),
            v.maxLength(100),
          ),
          [],
        ),
      }),
    ),
  }),
});
type EmbeddedLine = v.InferOutput<typeof embeddedLine>;
type Directive = EmbeddedLine['_aws']['CloudWatchMetrics'][number];

const valuesAtMost = 100;

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
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), embeddedLine), line.slice(line.indexOf('{')));
  return result.success ? result.output : undefined;
}

function dataOf(line: EmbeddedLine, { Dimensions, Metrics }: Directive): Datum[] {
  const sets = Dimensions.length > 0 ? Dimensions : [[]];
  return Metrics.flatMap(({ Name, Unit, StorageResolution }) => {
    const values = [line[Name]].flat().filter((value): value is number => typeof value === 'number');
    if (values.length === 0 || values.length > valuesAtMost) return [];
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
