import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { prices } from '../../lambdas/contract/prices.ts';
import type { Account } from '../account.ts';
import { deployedModels } from '../installation.ts';
import type { Io } from '../io.ts';
import { bucketsOf } from './buckets.ts';
import { dataThings, overrides } from './data.ts';
import { hostingThings, pages } from './hosting.ts';
import { removeBucket, versionsOf } from './objects.ts';
import { runThing } from './run.ts';
import { stackName, stackThing } from './stack.ts';
import { bytes, count, some, type Thing } from './thing.ts';

/** What belongs together in the list: a model, or what all models share. */
export interface Group {
  readonly name: string;
  readonly things: readonly Thing[];
}

/** Everything of one model that exists, in the order of its removal. */
export async function modelGroup(account: Account, io: Io, model: string): Promise<Group> {
  const buckets = await bucketsOf(account);
  const things = [
    ...some(buckets.isInstalled && buckets.artifacts ? await runThing(account, io, model) : undefined),
    ...(await hostingThings(account, io, model)),
    ...some(await stackThing(account, io, stackName(account, model))),
    ...(await dataThings(account, model, buckets)),
  ];
  return { name: model, things };
}

/** What the models share, in the order of its removal: the buckets first, since the stack is what tells their names. */
export async function sharedGroup(account: Account, io: Io): Promise<Group> {
  const { artifacts, data } = await bucketsOf(account);
  const things = [
    ...some(await overrides(account, `/${account.installation}-secrets/`, 'secrets', 'Secrets')),
    ...(data ? [await bucketThing(account, data)] : []),
    ...(artifacts ? [await bucketThing(account, artifacts)] : []),
    ...some(await stackThing(account, io, stackName(account))),
  ];
  return { name: `shared by all models of ${account.installation}`, things };
}

/** Every model of which anything is left that can be found: deployed, or with a state in the artifacts bucket. */
export async function knownModels(account: Account): Promise<string[]> {
  const deployed = (await deployedModels(account)).map(({ name }) => name);
  const { artifacts: Bucket } = await bucketsOf(account);
  const states = Bucket
    ? await pages((ContinuationToken) =>
        account.s3
          .send(new ListObjectsV2Command({ Bucket, Prefix: 'state/', ContinuationToken }))
          .then((page) => ({ items: page.Contents?.map(({ Key = '' }) => Key), NextToken: page.NextContinuationToken })),
      )
    : [];
  const left = states.flatMap((key) => /^state\/([^/]+)\.json$/.exec(key)?.[1] ?? []);
  return [...new Set([...deployed, ...left])].sort();
}

async function bucketThing(account: Account, bucket: string): Promise<Thing> {
  const versions = await versionsOf(account, bucket);
  const size = versions.reduce((sum, { Size }) => sum + Size, 0);
  return {
    label: 'bucket',
    text: `${bucket}, ${count(versions.length, 'object version')}, ${bytes(size)}`,
    month: (size / 1e9) * prices.s3GbMonth,
    isData: true,
    done: `Bucket ${bucket} emptied and deleted`,
    remove: () => removeBucket(account, bucket),
  };
}
