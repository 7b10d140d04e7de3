import type { SSMClient } from '@aws-sdk/client-ssm';
import { parameters } from '../../contract/layout.ts';
import { readPath } from '../settings/parameters.ts';

/** A model whose pushes start runs. */
export interface GitSource {
  readonly type: 'codecommit' | 'github';
  /** CodeCommit: the name. GitHub: `owner/name`. */
  readonly repository: string;
  readonly model: string;
}

/** Every model whose source is a repository, as the models' stacks have written it. */
export async function gitSources(ssm: SSMClient, installation: string): Promise<GitSource[]> {
  const root = parameters.sources(installation);
  return (await readPath(ssm, root)).flatMap(({ name }) => {
    const [type, ...rest] = name.slice(root.length).split('/');
    const model = rest.pop();
    return (type === 'codecommit' || type === 'github') && model ? [{ type, repository: rest.join('/'), model }] : [];
  });
}

/** The models that a push to the repository means: one read as a rule. GitHub takes `Acme/Birds` and `acme/birds` for the same. */
export async function modelsOf(
  ssm: SSMClient,
  installation: string,
  { type, repository }: Pick<GitSource, 'type' | 'repository'>,
): Promise<{ models: string[]; others: string[] }> {
  const path = parameters.source(installation, type, repository, '');
  const exact = (await readPath(ssm, path)).map(({ name }) => name.slice(path.length));
  if (exact.length > 0) return { models: exact, others: [] };
  const sources = (await gitSources(ssm, installation)).filter((source) => source.type === type);
  const same = (name: string) => type === 'github' && name.toLowerCase() === repository.toLowerCase();
  return {
    models: sources.filter((source) => same(source.repository)).map(({ model }) => model),
    others: [...new Set(sources.map((source) => source.repository))],
  };
}
