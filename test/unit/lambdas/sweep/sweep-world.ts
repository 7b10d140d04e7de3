import { awsError } from '../fake-aws.ts';
import { launchWorld } from '../launching.ts';

export const minutesAgo = (minutes: number) => new Date(Date.parse('2026-11-21T12:00:00Z') - minutes * 60_000).toISOString();

/** What a sweep works with, on a fake AWS and GitHub with these parameters; `answers` of GitHub by what follows `/repos/`. */
export function world(parameters: Record<string, string>) {
  const made = launchWorld(parameters);
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const answers: Record<string, () => Response> = {};
  const branches: Record<string, string> = {};
  made.aws.on('GetBranch', ({ repositoryName, branchName }) => {
    const commitId = branches[`${repositoryName}/${branchName}`];
    if (!commitId) throw awsError('BranchDoesNotExistException');
    return { branch: { branchName, commitId } };
  });
  const fetch = (async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ url, headers });
    return answers[url.slice('https://api.github.com/repos/'.length)]?.() ?? new Response('{}', { status: 404 });
  }) as unknown as typeof globalThis.fetch;
  made.aws.on('ListExecutions', { executions: [] }).on('ListTrainingJobs', {}).on('ListEndpoints', {}).on('ListBuildsForProject', {});
  return { ...made, projects: ['build', 'verify'], fetch, githubToken: async () => parameters.token, asked, answers, branches };
}
