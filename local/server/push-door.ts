import { pushPath } from '../services/codecommit/push-path.ts';
import { receivePush } from '../services/codecommit/receive.ts';
import { textAnswer } from '../services/http.ts';
import type { Door } from './doors.ts';
import { readBody } from './request.ts';
import { checkRoot } from './root-only.ts';

/** Where the `post-receive` hook of a local CodeCommit repository tells of a push. */
export const pushDoor: Door = {
  opens: ({ url, method }) => method === 'POST' && url?.startsWith(pushPath) === true,
  answer: async ({ request, live, caller }) => {
    try {
      checkRoot(caller());
      const name = decodeURIComponent((request.url ?? '').slice(pushPath.length));
      const fired = await receivePush(live.world, name, JSON.parse((await readBody(request)).toString('utf8')));
      return textAnswer(200, 'application/json', JSON.stringify({ fired }));
    } catch (error) {
      return textAnswer(400, 'application/json', JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
    }
  },
};
