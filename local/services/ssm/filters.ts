import { AwsError } from '../errors.ts';
import type { ParameterRecord } from './parameters.ts';

export interface Filter {
  readonly Key: string;
  readonly Option?: string;
  readonly Values?: readonly string[];
}

/**
 * Whether a parameter passes every filter (a filter passes when one of its values does).
 * @throws InvalidFilterKey, InvalidFilterOption
 */
export function matching(record: ParameterRecord, filters: readonly Filter[]): boolean {
  return filters.every((filter) => {
    const option = filter.Option ?? 'Equals';
    if (filter.Key === 'Path') return (filter.Values ?? []).some((path) => isBelow(record.name, path, option));
    const actual = actualOf(record, filter.Key);
    if (filter.Values === undefined || filter.Values.length === 0) return actual !== undefined;
    return filter.Values.some((value) => actual !== undefined && holds(option, actual, value));
  });
}

function actualOf(record: ParameterRecord, key: string): string | undefined {
  if (key.startsWith('tag:')) return record.tags[key.slice(4)];
  switch (key) {
    case 'Name':
      return record.name;
    case 'Type':
      return record.type;
    case 'Tier':
      return record.tier;
    case 'DataType':
      return record.dataType;
    case 'KeyId':
      return record.type === 'SecureString' ? 'alias/aws/ssm' : undefined;
    default:
      throw new AwsError('InvalidFilterKey', "The specified key isn't valid.");
  }
}

function holds(option: string, actual: string, value: string): boolean {
  switch (option) {
    case 'Equals':
      return actual === value;
    case 'BeginsWith':
      return actual.startsWith(value);
    case 'Contains':
      return actual.includes(value);
    default:
      throw new AwsError(
        'InvalidFilterOption',
        "The specified filter option isn't valid. Valid options are Equals and BeginsWith. For Path filter, valid options are Recursive and OneLevel.",
      );
  }
}

function isBelow(name: string, path: string, option: string): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return name.startsWith(prefix) && (option === 'Recursive' || !name.slice(prefix.length).includes('/'));
}
