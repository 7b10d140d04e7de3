import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { repositoryName } from './members.ts';
import { commitText } from './objects.ts';
import { findRepository } from './repositories.ts';

/** A commit by its full id: tree, parents, people and message. */
export const getCommit = operation({
  name: 'GetCommit',
  input: { ...repositoryName, commitId: text(required) },
  run: async ({ repositoryName: name, commitId }, { world }) => {
    findRepository(world, name);
    const raw = await commitText(world, name, commitId);
    if (raw === undefined) throw new AwsError('CommitIdDoesNotExistException', `Commit ${commitId} does not exist`);
    const end = raw.indexOf('\n\n');
    const headers = raw.slice(0, end).split('\n');
    const values = (key: string) => headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
    const commit = {
      commitId,
      treeId: values('tree')[0],
      parents: values('parent'),
      message: raw.slice(end + 2),
      author: userInfo(values('author')[0]),
      committer: userInfo(values('committer')[0]),
      additionalData: '',
    };
    return { commit };
  },
});

/** `Mary Major <mary@example.com> 1484167798 -0800`: CodeCommit gives the date as git keeps it. */
function userInfo(line = '') {
  const [, name = '', email = '', date = ''] = /^(.*?) ?<([^>]*)> ?(.*)$/.exec(line) ?? [];
  return { name, email, date };
}
