import { pushPath } from '../services/codecommit/push-path.ts';
import { type RefChange, receivePush } from '../services/codecommit/receive.ts';
import { ownerDoor } from './owner-door.ts';

/** Where the `post-receive` hook of a local CodeCommit repository tells of a push. */
export const pushDoor = ownerDoor<{ changes: RefChange[] }>(
  (path) => path.startsWith(pushPath),
  async ({ live }, pushed, path) => ({ fired: await receivePush(live.world, decodeURIComponent(path.slice(pushPath.length)), pushed) }),
);
