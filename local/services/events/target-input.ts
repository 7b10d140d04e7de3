import { AwsError } from '../errors.ts';
import type { BusEvent } from './event.ts';
import type { Rule, Target } from './records.ts';

/** The JSON text that a target gets: the event, a constant, a part of the event, or a template filled from it. */
export function targetInput(target: Target, event: BusEvent, rule: Rule): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath)) ?? 'null';
  if (target.InputTransformer) return transformed(target.InputTransformer, event, rule);
  return JSON.stringify(event);
}

/**
 * `<name>` becomes the value at its path: as JSON outside of quotes, as text inside (User Guide, "Input transformation").
 * A path that leads nowhere gives an empty text inside quotes and null outside.
 */
function transformed({ InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>, event: BusEvent, rule: Rule): string {
  const values = new Map<string, unknown>([
    ...Object.entries(InputPathsMap).map(([name, path]) => [name, atPath(event, path)] as const),
    ...Object.entries(predefined).map(([name, value]) => [name, value(event, rule)] as const),
  ]);
  let quoted = false;
  return InputTemplate.replace(/\\.|"|<([^<>"\s]+)>/g, (match, name: string | undefined) => {
    if (match === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return match;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value) ?? 'null';
    if (value === undefined) return '';
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}

/** Variables that need no path (User Guide, "Input transformation", "Predefined variables"). The event itself comes without its detail. */
const predefined: Readonly<Record<string, (event: BusEvent, rule: Rule) => unknown>> = {
  'aws.events.event': ({ detail: _detail, ...event }) => event,
  'aws.events.event.json': (event) => event,
  'aws.events.event.ingestion-time': ({ time }) => time,
  'aws.events.rule-arn': (_event, rule) => rule.Arn,
  'aws.events.rule-name': (_event, rule) => rule.Name,
};

/** @throws AwsError for a placeholder that nothing fills: AWS refuses it when the target is put */
export function checkTransformer({ Id, InputTransformer }: Target): void {
  const known = new Set([...Object.keys(predefined), ...Object.keys(InputTransformer?.InputPathsMap ?? {})]);
  for (const [, name = ''] of InputTransformer?.InputTemplate.matchAll(placeholder) ?? [])
    if (!known.has(name)) throw new AwsError('ValidationException', `InputTemplate for target ${Id} contains invalid placeholder ${name}.`);
}

const placeholder = /<([A-Za-z0-9_.-]+)>/g;

/** The dots and `[n]` of EventBridge's JSON paths. */
function atPath(event: BusEvent, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], event);
}
