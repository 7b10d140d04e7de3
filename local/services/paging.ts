import { createHash } from 'node:crypto';

/** Where an item stands in its list: what the list is sorted by, and what tells items apart, where places change the last alone. */
type Place = readonly (string | number)[];

interface Listing<T> {
  /** The operation: its tokens are of no use to another. */
  readonly of: string;
  /** The request without its token and page size. A token belongs to the list of one request. */
  readonly asked: object;
  readonly items: readonly T[];
  readonly place: (item: T, index: number) => Place;
  readonly descending?: boolean;
  /** The place of an item may change while somebody pages: it is the time of its last change, or its index. */
  readonly moves?: boolean;
  readonly size: number;
  readonly token: string | undefined;
  /** What the service answers to a token that is none of its own. */
  readonly refusal: () => Error;
}

/** The most characters of a token that any service takes (SageMaker). */
const LONGEST_TOKEN = 8192;

/**
 * One page of a list. Every list of every local service is paged by this: an item that is there throughout comes exactly once, whatever is
 * added, removed or changed between the pages. A token says after which place the next page begins, or, where places change, which items were
 * given; so it holds after a restart, and needs no memory.
 * @throws the listing's refusal
 */
export function pageOf<T>(listing: Listing<T>): { readonly items: T[]; readonly next?: string } {
  const { items, place, descending = false, size, token } = listing;
  const sign = descending ? -1 : 1;
  const rows = items.map((item, index) => ({ item, at: place(item, index) })).sort((a, b) => sign * compare(a.at, b.at));
  const mark = token === undefined ? undefined : readToken(token, listing);
  const seen = new Set(mark?.seen);
  const rest = rows.filter(({ at }) => (mark?.after ? sign * compare(at, mark.after) > 0 : !seen.has(hash(at.at(-1)))));
  const given = rest.slice(0, size);
  const last = given.at(-1);
  const page = given.map(({ item }) => item);
  if (!last || given.length === rest.length) return { items: page };
  const names = listing.moves ? [...(mark?.seen ?? []), ...given.map(({ at }) => hash(at.at(-1)))] : undefined;
  const long = names && !mark?.after ? writeToken(listing, { seen: names }) : undefined;
  return { items: page, next: long && long.length <= LONGEST_TOKEN ? long : writeToken(listing, { after: last.at }) };
}

type Request = Pick<Listing<never>, 'of' | 'asked' | 'refusal'>;

interface Mark {
  readonly after?: Place;
  /** Hashes of the items given. */
  readonly seen?: readonly string[];
}

function writeToken(listing: Request, { after, seen }: Mark): string {
  const mark = seen ? seen.join('') : after;
  return Buffer.from(JSON.stringify([checkOf(listing), mark])).toString('base64url');
}

function readToken(token: string, listing: Request): Mark {
  let check: unknown;
  let mark: unknown;
  try {
    [check, mark] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
  } catch {
    throw listing.refusal();
  }
  if (check !== checkOf(listing)) throw listing.refusal();
  if (typeof mark === 'string') return { seen: mark.match(/.{6}/g) ?? [] };
  if (Array.isArray(mark) && mark.every((one) => typeof one === 'string' || typeof one === 'number')) return { after: mark };
  throw listing.refusal();
}

function checkOf({ of, asked }: Request): string {
  const members = Object.entries(asked).filter(([, value]) => value !== undefined);
  return hash(JSON.stringify([of, members.sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** Six characters: 36 bits. */
function hash(value: unknown): string {
  return createHash('sha256').update(String(value)).digest('base64url').slice(0, 6);
}

function compare(a: Place, b: Place): number {
  for (const [i, one] of a.entries()) {
    const other = b[i] as typeof one;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
