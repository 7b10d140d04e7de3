import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { any, type Infer, text } from '../input.ts';

export interface SecretVersion {
  readonly id: string;
  readonly string?: string;
  /** Base64. */
  readonly binary?: string;
  readonly stages: readonly string[];
  readonly created: Date;
}

export interface Secret {
  readonly name: string;
  /** Its name and six random characters: who is allowed one ARN gets no later secret of that name. */
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly created: Date;
  readonly changed: Date;
  /** Until then a deleted secret can be restored; it gives no values. */
  readonly deleted?: Date;
  /** Newest first. */
  readonly versions: readonly SecretVersion[];
}

/** By ARN. As on the machine's disk everything else of this world, values are not encrypted. */
export const secrets = (world: World): Table<Secret> => world.store.table('secretsmanager/secrets');

export const secretArn = ({ partition, region, account }: World, name: string): string =>
  `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;

/** The secret of this name, ARN, or ARN without its random characters. */
export const findSecret = (world: World, id: string): Secret | undefined =>
  secrets(world)
    .values()
    .find(({ name, arn }) => id === arn || id === name || id === arn.slice(0, -7));

/** @throws AwsError ResourceNotFoundException; InvalidRequestException for one that waits for its deletion */
export function needSecret(world: World, id: string): Secret {
  const secret = findSecret(world, id);
  if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  if (!secret.deleted) return secret;
  throw new AwsError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
}

/** What CreateSecret and PutSecretValue get a value by. */
export const valueMembers = {
  SecretString: text({ bytes: 65_536 }),
  SecretBinary: any(),
  ClientRequestToken: text({ min: 32, max: 64 }),
} as const;
export type ValueInput = Infer<typeof valueMembers>;

/** A version of this value; what was current becomes previous. */
export function withValue(world: World, versions: readonly SecretVersion[], input: ValueInput): SecretVersion[] {
  const created = new Date(world.clock.now());
  const { SecretString, SecretBinary, ClientRequestToken } = input;
  const id = ClientRequestToken ?? randomUuid(world.random);
  const same = versions.find((version) => version.id === id);
  if (same && same.string === SecretString && same.binary === SecretBinary) return [...versions];
  if (same)
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret.`,
    );
  const value = {
    ...(SecretString !== undefined && { string: SecretString }),
    ...(SecretBinary !== undefined && { binary: String(SecretBinary) }),
  };
  const previous = versions.filter(({ stages }) => stages.includes('AWSCURRENT'));
  return [{ id, ...value, stages: ['AWSCURRENT'], created }, ...previous.map((version) => ({ ...version, stages: ['AWSPREVIOUS'] }))];
}
