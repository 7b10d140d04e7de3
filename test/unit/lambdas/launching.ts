import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import { emptyState } from '../../../lambdas/contract/model-state.ts';
import { logger } from '../../../lambdas/shared/log.ts';
import { counter } from '../../../lambdas/shared/metric.ts';
import { awsError, type FakeAws } from './fake-aws.ts';
import { makeWorld } from './fixtures.ts';

export const commit = (letter: string) => letter.repeat(40);
export const zeros = '0'.repeat(40);

/** A deployed model's parameters; `settings` by section. */
export const model = (name: string, settings: Record<string, object> = {}, source?: string): Record<string, string> => ({
  [`/trainyard/${name}/deployed`]: '{}',
  ...Object.fromEntries(
    Object.entries(settings).map(([section, value]) => [`/trainyard/${name}/defaults/${section}`, JSON.stringify(value)]),
  ),
  ...(source && { [`/trainyard-sources/${source}/${name}`]: JSON.stringify(name) }),
});

/** What the functions by which runs begin work with, on a fake AWS with these parameters. */
export function launchWorld(parameters: Record<string, string>) {
  const made = makeWorld();
  made.aws.objects.clear();
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  made.aws
    .on('GetParametersByPath', ({ Path }) => ({
      Parameters: Object.entries(parameters)
        .filter(([name]) => name.startsWith(Path))
        .map(([Name, Value]) => ({ Name, Value, Version: 1 })),
    }))
    .on('GetParameter', ({ Name }) => {
      if (!(Name in parameters)) throw awsError('ParameterNotFound', '');
      return { Parameter: { Value: parameters[Name] } };
    })
    .on('StartExecution', ({ stateMachineArn, name }) => ({
      executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:${name}`,
    }))
    .on('DescribeExecution', { status: 'RUNNING' })
    .on('StopExecution', {})
    .on('Publish', {})
    .on('GetCommit', { commit: { author: { name: 'jane' }, message: 'Better features\n\nAnd more.' } });
  return {
    ...made,
    lines,
    log: logger({}, write),
    count: counter(made.clock, 'trainyard', write),
    installation: 'trainyard',
    dataBucket: 'data',
    pipelineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline',
    recoveryArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery',
    stored: (name: string) => made.aws.json<ModelState>('artifacts', `state/${name}.json`),
    putState: (name: string, change: Partial<ModelState>) =>
      made.aws.put('artifacts', `state/${name}.json`, { ...emptyState, rev: 'r0', ...change }),
    started: () => made.aws.calls<{ name: string; input: string }>('StartExecution').map(({ input }) => JSON.parse(input)),
    refusals: () => lines.filter((line) => 'LaunchesRefused' in line).map(({ Reason }) => Reason),
    reasons: () => lines.filter((line) => line.message === 'launch refused').map(({ why }) => why),
  };
}

/** CodeCommit's folders: commit → path of a folder → name → id. */
export function folders(aws: FakeAws, tree: Record<string, Record<string, Record<string, string>>>): void {
  aws.on('GetFolder', ({ commitSpecifier, folderPath }) => {
    const entries = tree[commitSpecifier]?.[folderPath];
    if (!tree[commitSpecifier]) throw awsError('CommitDoesNotExistException');
    if (!entries) throw awsError('FolderDoesNotExistException');
    const files = Object.entries(entries).map(([relativePath, blobId]) => ({ relativePath, blobId, fileMode: 'NORMAL' }));
    return { treeId: JSON.stringify(entries), files, subFolders: [], symbolicLinks: [] };
  });
}
