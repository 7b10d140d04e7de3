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
    ['aws.events.event', event],
    ['aws.events.event.json', event],
    ['aws.events.event.ingestion-time', event.time],
    ['aws.events.rule-arn', rule.Arn],
    ['aws.events.rule-name', rule.Name],
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

/** The dots and `[n]` of EventBridge's JSON paths. */
function atPath(event: BusEvent, path: string): unknown {
  const steps = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], event);
}
