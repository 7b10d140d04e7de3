import { systemClock } from '../clock.ts';
import { AwsError } from '../services/errors.ts';
import { type HttpAnswer, textAnswer } from '../services/http.ts';
import { SignatureFault } from '../signature/fault.ts';
import { signed } from '../signature/sign.ts';
import { awsErrorOf } from '../signature/words.ts';
import { authenticate } from './authenticate.ts';
import type { Door, Visit } from './doors.ts';
import { ownerKeyId } from './keys.ts';
import { readOwnerKey } from './owner-key.ts';
import { readBody } from './request.ts';

/** The signing name of this world's own doors. */
const service = 'trainyard';

/** A door for whoever owns the state folder: JSON by POST, signed with the key that lies there. */
export function ownerDoor<T>(opens: (path: string) => boolean, run: (visit: Visit, content: T, path: string) => Promise<object>): Door {
  return {
    opens: ({ url = '' }) => opens(url),
    answer: async (visit) => {
      try {
        if (visit.request.method !== 'POST') throw new AwsError('MethodNotAllowed', `Expected POST, got ${visit.request.method}`, 405);
        const body = await readBody(visit.request);
        checkOwner(visit, body);
        return answer(200, await run(visit, JSON.parse(body.toString('utf8')) as T, visit.request.url ?? ''));
      } catch (error) {
        const said = error instanceof SignatureFault ? awsErrorOf(error, 'rest') : (error as Error);
        return answer(said instanceof AwsError ? said.status : 400, { message: said.message });
      }
    },
  };
}

const answer = (status: number, content: object): HttpAnswer => textAnswer(status, 'application/json', JSON.stringify(content));

/** @throws AwsError or SignatureFault for anybody but the owner */
function checkOwner(visit: Visit, body: Uint8Array): void {
  const { accessKeyId } = authenticate(visit, service, body);
  if (accessKeyId === ownerKeyId) return;
  throw new AwsError(
    'AccessDeniedException',
    `Expected a request signed with the key in the state folder (owner-key), got ${accessKeyId}`,
    403,
  );
}

/**
 * Asks such a door from another process.
 * @throws Error with the text of what went wrong there, or when the state folder's key cannot be read
 */
export async function askOwnerDoor<T>(url: string, dataDir: string, content: object, signal?: AbortSignal): Promise<T> {
  const secretAccessKey = readOwnerKey(dataDir);
  if (secretAccessKey === undefined)
    throw new Error(
      `Expected a key in ${dataDir}/owner-key that this user may read; there is none. Use the world as the user who started it.`,
    );
  const body = JSON.stringify(content);
  const keys = { accessKeyId: ownerKeyId, secretAccessKey };
  const about = { 'content-type': 'application/json' };
  const headers = signed({
    method: 'POST',
    url: new URL(url),
    headers: about,
    body,
    keys,
    region: 'us-east-1',
    service,
    now: systemClock.now(),
  });
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
