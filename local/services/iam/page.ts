import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

interface Asked {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** A page of a hundred, unless asked otherwise. @throws ValidationError for a marker that is none of this list */
export function page<T>(
  { Marker, MaxItems = 100, ...asked }: Asked,
  list: Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'moves'>,
): { items: T[]; next: { IsTruncated: boolean; Marker?: string } } {
  const refusal = () => new AwsError('ValidationError', `Invalid Marker: ${Marker}`);
  const { items, next } = pageOf({ ...list, asked, size: MaxItems, token: Marker, refusal });
  return { items, next: next === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: next } };
}
