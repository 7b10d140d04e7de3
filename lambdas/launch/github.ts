import { launchMessages } from '../contract/launch.ts';
import { firstLine } from '../shared/sources/commit.ts';
import { branchPrefix } from '../shared/sources/filters.ts';
import type { Push } from './push.ts';
import { moment, Refusal, shaped } from './refusal.ts';

export const isGithubPush = (body: object): boolean => 'source' in body && body.source === 'github';

/** What `webhook` publishes of a GitHub push. */
export function readGithubPush(body: object): Push {
  const { repository, ref, before, after, pushedAt, ...github } = shaped(launchMessages.githubPush, body, 'A push from GitHub');
  if (!ref.startsWith(branchPrefix)) throw new Refusal('not-a-branch', `${ref} of ${repository} is no branch`);
  if (/^0+$/.test(after)) throw new Refusal('not-a-branch', `${ref} of ${repository} was deleted`);
  return {
    kind: 'push',
    type: 'github',
    repository,
    ref,
    commit: after,
    at: moment(pushedAt),
    // With the time, which a redelivery repeats: a branch may go from one commit to another twice.
    identity: [repository, ref, before, after, pushedAt],
    before,
    way: 'webhook',
    github: { by: github.pusher, words: { author: github.author, message: firstLine(github.message) }, paths: github.paths },
  };
}
