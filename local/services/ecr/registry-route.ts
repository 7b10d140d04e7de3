import type { World } from '../../world.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../http.ts';

/** One request to the registry, taken apart. */
export interface Visit {
  readonly world: World;
  readonly request: HttpRequest;
  readonly repository: string;
  /** What the route's pattern caught: a digest, a tag, an upload's id. */
  readonly reference: string;
  readonly query: URLSearchParams;
  /** @throws AccessDeniedException unless the login's role may do this on the repository */
  allow(action: string): void;
}

/** One kind of request: `path` follows the repository's name. */
export interface Route {
  readonly methods: readonly string[];
  readonly path: RegExp;
  answer(visit: Visit): Promise<HttpAnswer> | HttpAnswer;
}

/** The header by which clients know a registry. */
export const version = { 'docker-distribution-api-version': 'registry/2.0' };

/** An error in the distribution API's form. */
export function failure(status: number, code: string, message: string): HttpAnswer {
  return textAnswer(status, 'application/json; charset=utf-8', JSON.stringify({ errors: [{ code, message }] }), version);
}
