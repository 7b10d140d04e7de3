import type { Account } from '../account.ts';
import type { Group } from './inventory.ts';
import type { Thing } from './thing.ts';

/** What exists, group by group, with what it costs; what stays stands apart, with how to remove it. */
export function inventoryLines(groups: readonly Group[], withData: boolean): string[] {
  const lines = groups
    .filter(({ things }) => things.length > 0)
    .flatMap(({ name, things }) => {
      const goes = things.filter(({ isData }) => withData || !isData);
      const stays = things.filter((thing) => !goes.includes(thing));
      return [name, ...goes.map(line), ...(stays.length > 0 ? ['  kept (removed with --data):', ...stays.map(line)] : []), ''];
    });
  return [...lines, ...total(groups)];
}

/** What is left after a removal, and what it costs. */
export function remainderLines(account: Account, groups: readonly Group[], command: string): string[] {
  const left = groups.filter(({ things }) => things.length > 0);
  const logs = 'Logs of builds, trainings and endpoints stay in CloudWatch (/aws/codebuild, /aws/sagemaker).';
  if (left.length === 0) return ['Nothing is left.', ...(account.dataDir ? [] : [logs])];
  return [
    'Left:',
    ...left.flatMap(({ name, things }) => [`  ${name}`, ...things.map((thing) => `  ${line(thing)}`)]),
    ...total(left),
    `Remove it: ${command}`,
    ...(account.dataDir ? [] : [logs]),
    // CloudFormation takes over no resource that is there, and these have fixed names.
    ...(left.some(({ things }) => things.some(({ label }) => label === 'releases' || label === 'images'))
      ? ['Before the same model is deployed to AWS again: docs/deploy.md, Taking it down.']
      : []),
  ];
}

function line({ label, text, month }: Thing): string {
  const cost = month === undefined || month < 0.01 ? '' : `: about $${month.toFixed(2)} a month`;
  return `  ${label.padEnd(11)} ${text}${cost}`;
}

function total(groups: readonly Group[]): string[] {
  const things = groups.flatMap((group) => group.things);
  // The models' objects are in the buckets, whose rows have all of it.
  const inBuckets = things.some(({ label }) => label === 'bucket') ? ['data', 'artifacts'] : [];
  const month = things.filter(({ label }) => !inBuckets.includes(label)).reduce((sum, thing) => sum + (thing.month ?? 0), 0);
  return [`On AWS this costs ${month < 0.01 ? 'less than a cent' : `about $${month.toFixed(2)}`} a month.`];
}
