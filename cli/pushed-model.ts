import { join } from 'node:path';
import { CodeCommitClient, ListBranchesCommand } from '@aws-sdk/client-codecommit';
import type { Account } from './account.ts';
import type { Io } from './io.ts';
import type { LocalModel } from './models.ts';
import { programName } from './package-root.ts';

/** True for a model whose runs begin with a push to the local stand-in for CodeCommit. */
export const isPushed = ({ source }: LocalModel): boolean => source.type === 'codecommit';

/** How runs of a pushed model begin: while its repository is empty, the commands of the first push. */
export async function pushLines(account: Account, model: LocalModel, io: Io): Promise<string[]> {
  const branch = model.source.branches.find((name) => !name.includes('*')) ?? 'main';
  const push = `git push trainyard ${branch}`;
  if (!(await isEmpty(account, model)))
    return [`Runs of ${model.name} begin with \`${push}\`; without one: ${programName(io.cwd)} run --model ${model.name}`];
  return [
    `Runs of ${model.name} begin with a push, and its repository is empty. In the model's git repository:`,
    `  git remote add trainyard ${quoted(join(account.dataDir ?? '', 'codecommit', `${repositoryOf(account, model)}.git`))}`,
    `  ${push}`,
  ];
}

/** True while nothing was pushed: there is no commit to build. */
export async function isEmpty(account: Account, model: LocalModel): Promise<boolean> {
  const { branches = [] } = await account
    .client(CodeCommitClient)
    .send(new ListBranchesCommand({ repositoryName: repositoryOf(account, model) }));
  return branches.length === 0;
}

const repositoryOf = ({ installation }: Account, { name, source }: LocalModel): string => source.repository ?? `${installation}-${name}`;

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
