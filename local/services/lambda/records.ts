import { createHash } from 'node:crypto';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** `$LATEST` or a published version of a function. */
export interface FunctionRecord {
  readonly name: string;
  /** `$LATEST`, `1`, `2`, … */
  readonly version: string;
  readonly revisionId: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly timeout: number;
  readonly memory: number;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly architectures: readonly string[];
  readonly logging: { readonly LogGroup: string; readonly LogFormat: 'Text' | 'JSON' };
  /** X-Ray; default PassThrough. */
  readonly tracing?: 'Active' | 'PassThrough';
  /** Names the frozen folder. Hexadecimal; the API's CodeSha256 is its base64. */
  readonly codeHash: string;
  readonly codeSize: number;
  readonly lastModified: Date;
  readonly tags: Readonly<Record<string, string>>;
  /** On `$LATEST`: the number the next version gets. */
  readonly nextVersion: number;
}

export const latest = '$LATEST';

export const functionTable = (world: World): Table<FunctionRecord> => world.store.table('lambda/functions');
export const functionKey = (name: string, version: string): string => `${name}:${version}`;

export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
}

/** `name`, `name:1`, `123456789012:function:name` or the whole ARN, each with or without a qualifier. */
export function readFunctionName(functionName: string, qualifier?: string): FunctionReference {
  const parts = functionName.split(':');
  const rest = parts[0] === 'arn' ? parts.slice(6) : parts[1] === 'function' ? parts.slice(2) : parts;
  const chosen = qualifier ?? rest[1];
  return { name: rest[0] ?? '', ...(chosen !== undefined && { qualifier: chosen }) };
}

export function functionArn(world: World, { name, qualifier }: FunctionReference): string {
  return `arn:${world.partition}:lambda:${world.region}:${world.account}:function:${name}${qualifier ? `:${qualifier}` : ''}`;
}

/** @throws AwsError ResourceNotFoundException with the ARN that was looked for, as AWS does */
export function needFunction(world: World, reference: FunctionReference): FunctionRecord {
  const found = functionTable(world).get(functionKey(reference.name, reference.qualifier ?? latest));
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(world, reference)}`, 404, { Type: 'User' });
}

export const versionsOf = (world: World, name: string): FunctionRecord[] =>
  functionTable(world)
    .values()
    .filter((record) => record.name === name);

/** Equal for two records that run the same code with the same configuration: such a version is not published twice. */
export function fingerprint({
  name,
  runtime,
  handler,
  role,
  timeout,
  memory,
  environment,
  architectures,
  logging,
  codeHash,
}: FunctionRecord): string {
  const parts = [name, runtime, handler, role, timeout, memory, Object.entries(environment).sort(), architectures, logging, codeHash];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
