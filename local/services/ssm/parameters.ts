import { createHash } from 'node:crypto';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';
import { parameterNotFound, versionNotFound } from './errors.ts';

/** Parameter Store keeps this many versions of a parameter. */
export const MAX_VERSIONS = 100;

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly modified: Date;
  readonly modifiedBy: string;
  readonly description?: string;
  readonly allowedPattern?: string;
}

export interface ParameterRecord {
  readonly name: string;
  readonly type: string;
  readonly tier: 'Standard' | 'Advanced';
  readonly dataType: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly versions: readonly ParameterVersion[];
}

export function parameterTable(world: World) {
  return world.store.table<ParameterRecord>('ssm/parameters');
}

/** `…:parameter/a/b` for `/a/b`, `…:parameter/a` for `a`. */
export function parameterArn({ partition, region, account }: World, name: string): string {
  return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

/** The name that a name, an ARN or either with `:version` means. */
export function plainName(reference: string): { name: string; selector?: number } {
  const [, path, version] = /^(?:arn:[^:]+:ssm:[^:]*:\d*:parameter(?=\/))?([^:]+)(?::(\d+))?$/.exec(reference) ?? [];
  if (path === undefined) throw parameterNotFound();
  // `…:parameter/a` may mean `a`, whose ARN is the same as that of `/a`; a path with several levels always has its slash.
  return version === undefined ? { name: path } : { name: path, selector: Number(version) };
}

/** @throws ParameterNotFound */
export function recordOf(world: World, name: string): ParameterRecord {
  const table = parameterTable(world);
  const record = table.get(name) ?? (/^\/[^/]+$/.test(name) ? table.get(name.slice(1)) : undefined);
  if (!record) throw parameterNotFound();
  return record;
}

/**
 * A parameter as the Get operations answer it.
 * @throws ParameterNotFound, ParameterVersionNotFound
 */
export function readParameter(world: World, reference: string, decrypt: boolean): Record<string, unknown> {
  const { name, selector } = plainName(reference);
  const record = recordOf(world, name);
  const version = selector === undefined ? record.versions.at(-1) : record.versions.find((item) => item.version === selector);
  if (!version) throw versionNotFound(name, selector ?? 0);
  return { ...shape(world, record, version, decrypt), ...(selector === undefined ? {} : { Selector: `:${selector}` }) };
}

export function shape(world: World, record: ParameterRecord, version: ParameterVersion, decrypt: boolean): Record<string, unknown> {
  return {
    Name: record.name,
    Type: record.type,
    Value: record.type === 'SecureString' && !decrypt ? sealed(version.value) : version.value,
    Version: version.version,
    LastModifiedDate: version.modified,
    ARN: parameterArn(world, record.name),
    DataType: record.dataType,
  };
}

/** What DescribeParameters and GetParameterHistory say about a version. */
export function metadata(record: ParameterRecord, version: ParameterVersion): Record<string, unknown> {
  return {
    Name: record.name,
    Type: record.type,
    LastModifiedDate: version.modified,
    LastModifiedUser: version.modifiedBy,
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Tier: record.tier,
    Policies: [],
    DataType: record.dataType,
    ...(record.type === 'SecureString' ? { KeyId: 'alias/aws/ssm' } : {}),
  };
}

/** Tells EventBridge, as Parameter Store does after each change. */
export function changed(world: World, record: ParameterRecord, operation: 'Create' | 'Update' | 'Delete'): void {
  const description = record.versions.at(-1)?.description;
  world.emit({
    source: 'aws.ssm',
    detailType: 'Parameter Store Change',
    resources: [parameterArn(world, record.name)],
    detail: { operation, name: record.name, type: record.type, ...(description === undefined ? {} : { description }) },
  });
}

/**
 * A page of a list.
 * @throws InvalidNextToken
 */
export function page<T>(
  { NextToken, MaxResults: _size, ...asked }: { readonly NextToken?: string; readonly MaxResults?: number },
  list: Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'size'>,
): { items: T[]; next: { NextToken?: string } } {
  const refusal = () => new AwsError('InvalidNextToken', "The specified token isn't valid.");
  const { items, next } = pageOf({ ...list, asked, token: NextToken, refusal });
  return { items, next: next === undefined ? {} : { NextToken: next } };
}

/** Stands for KMS's ciphertext: of the right kind, the same for the same value, and not the value. */
const sealed = (value: string): string => `AQICAH${createHash('sha512').update(value).digest('base64').replaceAll('=', '')}`;
