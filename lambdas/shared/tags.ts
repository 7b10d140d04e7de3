import type { Run } from '../contract/payloads.ts';

/** What every SageMaker resource of a run is labelled with, as its APIs take tags: the installation's own, and whose it is. */
export function resourceTags(run: Run, more: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  const tags = { ...run.platform.tags, 'trainyard:model': run.model, ...more };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** SageMaker's words for where instances get their network interfaces; nothing where the installation says nothing. */
export const vpcConfig = ({ platform: { network } }: Run) =>
  network && { VpcConfig: { Subnets: [...network.subnets], SecurityGroupIds: [...network.securityGroups] } };
