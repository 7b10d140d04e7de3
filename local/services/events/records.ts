import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string };
}

export interface Rule {
  readonly Name: string;
  readonly Arn: string;
  readonly EventBusName: string;
  readonly Description?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State: 'ENABLED' | 'DISABLED';
  readonly targets: readonly Target[];
  /** When its schedule began, in milliseconds since the epoch: `rate(…)` counts from there. */
  readonly since?: number;
}

export const rules = (world: World): Table<Rule> => world.store.table('events/rules');

/** A rule as Describe and List answer it. */
export const ruleView = ({ targets: _targets, since: _since, ...rule }: Rule) => rule;

/** @throws AwsError ResourceNotFoundException */
export function needRule(world: World, name: string): Rule {
  const rule = rules(world).get(name);
  if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return rule;
}

/** @throws AwsError for another bus than the default one, the only one of this world */
export function needDefaultBus(name: string | undefined): void {
  if (name === undefined || name === 'default' || name.endsWith(':event-bus/default')) return;
  throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}
