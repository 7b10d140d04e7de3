import { handleRegistry } from '../services/ecr/registry.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import { handleSnsHttp, isSnsLink } from '../services/sns/http.ts';
import type { Caller } from '../world.ts';
import type { LiveWorld } from './create-world.ts';
import { deployDoor } from './deploy-door.ts';
import { functionUrlDoor } from './function-url-door.ts';
import { pushDoor } from './push-door.ts';
import { s3Door } from './s3-door.ts';
import { healthPath } from './world-file.ts';

/** One request at a door. */
export interface Visit {
  readonly request: HttpRequest;
  readonly live: LiveWorld;
  readonly requestId: string;
  /** @throws AwsError for an unknown key, or none */
  caller(): Caller;
}

/** A part of the address space with a wire format of its own. */
export interface Door {
  opens(request: HttpRequest): boolean;
  answer(visit: Visit): Promise<HttpAnswer> | HttpAnswer;
}

/** Asked in this order, before the AWS protocols. */
export const doors: readonly Door[] = [
  {
    opens: ({ url }) => url === healthPath,
    answer: ({ live }) => textAnswer(200, 'application/json', JSON.stringify({ dataDir: live.world.dataDir, pid: process.pid })),
  },
  deployDoor,
  functionUrlDoor,
  pushDoor,
  { opens: ({ url = '' }) => /^\/v2(\/|$|\?)/.test(url), answer: ({ request, live }) => handleRegistry(request, live.world) },
  { opens: isSnsLink, answer: ({ request, live }) => handleSnsHttp(request, live.world) },
  s3Door,
];
