import type { World } from '../world.ts';

/** One permission that an operation needs, as a row of data. Side checks such as `iam:PassRole` are just more rows. */
export interface Requirement {
  /** As in a policy: `sagemaker:CreateTrainingJob`. */
  readonly action: string;
  /** ARN (or `*`) that the policy's `Resource` must cover; several where one call touches several. */
  // biome-ignore lint/suspicious/noExplicitAny: a row reads the members of its own operation.
  resource(input: any, world: World): string | readonly string[];
  /** False when this call does not need the permission, such as AddTags without tags. Default: always. */
  // biome-ignore lint/suspicious/noExplicitAny: a row reads the members of its own operation.
  when?(input: any, world: World): boolean;
  /** Condition keys of this call, such as `iam:PassedToService`. */
  // biome-ignore lint/suspicious/noExplicitAny: a row reads the members of its own operation.
  context?(input: any, world: World): Readonly<Record<string, string>>;
}

/**
 * Operation → what its caller must be allowed to do. `[]`: AWS asks for no permission. An operation that is not in the table is
 * denied to every role, with a message that names the missing row.
 */
export type ActionTable = Readonly<Record<string, readonly Requirement[]>>;

/** For operations without resource-level permissions. */
export const anyResource = (): string => '*';

/** The row that lets a service use a role on the caller's behalf. `role` reads the role's ARN from the input. */
// biome-ignore lint/suspicious/noExplicitAny: a row reads the members of its own operation.
export function passRole(service: string, role: (input: any) => string | undefined): Requirement {
  return {
    action: 'iam:PassRole',
    resource: (input) => role(input) ?? '*',
    when: (input) => role(input) !== undefined,
    context: () => ({ 'iam:PassedToService': service }),
  };
}
