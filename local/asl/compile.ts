import type { Catcher, Effects, Graph, Machine, NumberField, Retrier, State } from './machine.ts';
import { parseResource, type TaskResource } from './machine.ts';
import { compileTemplate, type Template, type TemplateOptions } from './template.ts';

/** A definition as JSON.parse gives it, already validated. */
export type Raw = { readonly [field: string]: unknown };

/** Compiles a valid definition. Fields that validation refuses may come out wrong here: validate first. */
export function compileMachine(definition: Raw): Machine {
  return {
    graph: compileGraph(definition, definition.QueryLanguage === 'JSONata'),
    timeoutSeconds: definition.TimeoutSeconds as number | undefined,
  };
}

function compileGraph(raw: Raw, jsonata: boolean): Graph {
  const states = Object.entries(raw.States as Record<string, Raw>);
  return {
    startAt: raw.StartAt as string,
    states: new Map(states.map(([name, state]) => [name, compileState(name, state, jsonata)])),
  };
}

/** States inside a Map or Parallel take the machine's language, not that of the state around them, as AWS does. */
function compileState(name: string, raw: Raw, jsonataGraph: boolean): State {
  const jsonata = raw.QueryLanguage ? raw.QueryLanguage === 'JSONata' : jsonataGraph;
  const options: TemplateOptions = { literal: !jsonata };
  const field = (key: string): Template | undefined => (key in raw ? compileTemplate(raw[key], key, options) : undefined);
  const number = (key: string): NumberField | undefined => (typeof raw[key] === 'number' ? raw[key] : field(key));
  const common = { name, next: raw.Next as string | undefined, effects: compileEffects(raw, '', options) };
  const handlers = { retry: compileRetry(raw), catch: compileCatch(raw, options) };
  switch (raw.Type) {
    case 'Pass':
    case 'Succeed':
      return { ...common, type: raw.Type };
    case 'Fail':
      return { ...common, type: 'Fail', error: field('Error'), cause: field('Cause') };
    case 'Wait':
      return { ...common, type: 'Wait', seconds: number('Seconds'), timestamp: field('Timestamp') };
    case 'Choice':
      return { ...common, type: 'Choice', rules: compileRules(raw, options), defaultNext: raw.Default as string | undefined };
    case 'Parallel':
      return {
        ...common,
        ...handlers,
        type: 'Parallel',
        arguments: field('Arguments'),
        branches: (raw.Branches as Raw[]).map((branch) => compileGraph(branch, jsonataGraph)),
      };
    case 'Map':
      return {
        ...common,
        ...handlers,
        type: 'Map',
        items: field('Items'),
        itemSelector: field('ItemSelector'),
        processor: compileGraph((raw.ItemProcessor ?? raw.Iterator) as Raw, jsonataGraph),
        maxConcurrency: number('MaxConcurrency'),
        toleratedCount: number('ToleratedFailureCount'),
        toleratedPercentage: number('ToleratedFailurePercentage'),
      };
    default:
      return {
        ...common,
        ...handlers,
        type: 'Task',
        resource: parseResource(raw.Resource as string) as TaskResource,
        arguments: field('Arguments'),
        timeoutSeconds: number('TimeoutSeconds'),
        heartbeatSeconds: number('HeartbeatSeconds'),
      };
  }
}

function compileEffects(raw: Raw, prefix: string, options: TemplateOptions): Effects {
  const assign = Object.entries((raw.Assign ?? {}) as Raw);
  // A Pass of a mixed definition: Result takes the place of Output, and is never computed.
  const output = options.literal && 'Result' in raw ? raw.Result : raw.Output;
  return {
    output: output === undefined ? undefined : compileTemplate(output, `${prefix}Output`, options),
    assign: assign.map(([name, value]) => [name, compileTemplate(value, `${prefix}Assign/${name}`, options)] as const),
  };
}

function compileRules(raw: Raw, options: TemplateOptions) {
  return ((raw.Choices ?? []) as Raw[]).map((rule, i) => ({
    condition: compileTemplate(rule.Condition, `Choices[${i}]/Condition`, options),
    next: rule.Next as string,
    effects: compileEffects(rule, `Choices[${i}]/`, options),
  }));
}

function compileRetry(raw: Raw): Retrier[] {
  return ((raw.Retry ?? []) as Raw[]).map((retrier) => ({
    errors: retrier.ErrorEquals as string[],
    intervalSeconds: (retrier.IntervalSeconds as number | undefined) ?? 1,
    maxAttempts: (retrier.MaxAttempts as number | undefined) ?? 3,
    backoffRate: (retrier.BackoffRate as number | undefined) ?? 2,
    maxDelaySeconds: retrier.MaxDelaySeconds as number | undefined,
    jitter: retrier.JitterStrategy === 'FULL',
  }));
}

function compileCatch(raw: Raw, options: TemplateOptions): Catcher[] {
  return ((raw.Catch ?? []) as Raw[]).map((catcher, i) => ({
    errors: catcher.ErrorEquals as string[],
    next: catcher.Next as string,
    effects: compileEffects(catcher, `Catch[${i}]/`, options),
  }));
}
