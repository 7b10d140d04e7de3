import { pageOf } from '../paging.ts';
import { invalidInput } from './records.ts';

type Listing<T> = Pick<Parameters<typeof pageOf<T>>[0], 'of' | 'items' | 'place' | 'descending' | 'moves'>;

/** CodeBuild's lists come in pages of 100. @throws InvalidInputException for a token that is none of this list */
export function page<T>({ nextToken, ...asked }: { readonly nextToken?: string }, list: Listing<T>): { items: T[]; next?: string } {
  return pageOf({ ...list, asked, size: 100, token: nextToken, refusal: () => invalidInput('Invalid next token') });
}
