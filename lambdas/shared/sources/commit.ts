import { type CodeCommitClient, GetCommitCommand } from '@aws-sdk/client-codecommit';
import { line } from '../../contract/text.ts';
import type { Log } from '../log.ts';

/** What mails quote of a commit message: its first line, at most 200 characters. */
export const firstLine = (text: string): string => line(text.split(/\r?\n/, 1)[0] ?? '', 200);

/** Who wrote a commit, as mails name people. */
export const authorName = (text: string): string => line(text, 100);

/** Who wrote a commit and why. Words for the mail only: where CodeCommit does not answer they are empty, and the push goes on. */
export async function commitWords(
  repositoryName: string,
  commitId: string,
  { codecommit, log }: { readonly codecommit: CodeCommitClient; readonly log: Log },
): Promise<{ author: string; message: string }> {
  try {
    const { commit } = await codecommit.send(new GetCommitCommand({ repositoryName, commitId }));
    return { author: authorName(commit?.author?.name ?? ''), message: firstLine(commit?.message ?? '') };
  } catch (error) {
    log.warn('no author and message: GetCommit failed', { repository: repositoryName, commit: commitId, error });
    return { author: '', message: '' };
  }
}
