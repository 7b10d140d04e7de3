import { handleRegistry } from '../services/ecr/registry.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../services/http.ts';
import type { Asked } from './authenticate.ts';
import { deployDoor } from './deploy-door.ts';
import { functionUrlDoor } from './function-url-door.ts';
import { mailDoor } from './mail-door.ts';
import { pushDoor } from './push-door.ts';
import { s3Door } from './s3-door.ts';
import { healthPath } from './world-file.ts';

/** One request at a door. */
export interface Visit extends Asked {
  readonly requestId: string;
}

/** A part of the address space with a wire format of its own. */
export interface Door {
  /** It decides itself which web pages may ask; all others are for pages of this world alone. */
  readonly takesPages?: boolean;
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
  mailDoor,
  s3Door,
];
