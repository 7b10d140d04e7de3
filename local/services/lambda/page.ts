import { AwsError } from '../errors.ts';
import { pageOf } from '../paging.ts';

interface Asked {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** A page of fifty, unless asked for fewer. @throws InvalidParameterValueException for a marker that is none of this list */
export function page<T>(
  { Marker, MaxItems = 50, ...asked }: Asked,
  list: Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place'>,
): { items: T[]; next: { NextMarker?: string } } {
  const refusal = () => new AwsError('InvalidParameterValueException', 'Invalid marker');
  const { items, next } = pageOf({ ...list, asked, size: Math.min(MaxItems, 50), token: Marker, refusal });
  return { items, next: next === undefined ? {} : { NextMarker: next } };
}
