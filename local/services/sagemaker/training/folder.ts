import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { World } from '../../../world.ts';
import { AwsError } from '../../errors.ts';
import { listKeys, openObject, s3Location } from '../common/objects.ts';
import { asRole } from '../common/roles.ts';
import type { Channel, TrainingRecord } from './record.ts';

/** A mistake of the caller that shows only while the job runs: the FailureReason begins with `ClientError:`. */
export class ClientFault extends Error {}

/** Makes what a training container finds below `/opt/ml`: configuration now, the channels with {@link fillChannels}. */
export async function prepareFolder(base: string, job: TrainingRecord): Promise<void> {
  const config = join(base, 'input', 'config');
  for (const folder of [
    config,
    join(base, 'input', 'data'),
    join(base, 'model'),
    join(base, 'output', 'data'),
    join(base, 'checkpoints'),
  ]) {
    await mkdir(folder, { recursive: true });
  }
  const files = {
    'hyperparameters.json': job.HyperParameters ?? {},
    'inputdataconfig.json': Object.fromEntries((job.InputDataConfig ?? []).map((one) => [one.ChannelName, channelConfig(one, job)])),
    'resourceconfig.json': {
      current_host: 'algo-1',
      current_instance_type: job.ResourceConfig.InstanceType,
      current_group_name: 'homogeneousCluster',
      hosts: ['algo-1'],
      instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: job.ResourceConfig.InstanceType, hosts: ['algo-1'] }],
      network_interface_name: 'eth0',
    },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(config, name), JSON.stringify(content));
}

function channelConfig(channel: Channel, job: TrainingRecord) {
  return {
    TrainingInputMode: channel.InputMode ?? job.AlgorithmSpecification.TrainingInputMode,
    S3DistributionType: channel.DataSource.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
    RecordWrapperType: channel.RecordWrapperType ?? 'None',
    ...(channel.ContentType ? { ContentType: channel.ContentType } : {}),
  };
}

/**
 * Copies every channel from S3 with the training role's rights.
 * @throws ClientFault with S3's own words
 */
export async function fillChannels(world: World, base: string, job: TrainingRecord): Promise<void> {
  try {
    for (const channel of job.InputDataConfig ?? [])
      await fillChannel(world, join(base, 'input', 'data', channel.ChannelName), channel, job);
  } catch (error) {
    if (error instanceof AwsError) throw new ClientFault(`Data download failed:${error.message}`);
    throw error;
  }
}

async function fillChannel(world: World, folder: string, channel: Channel, job: TrainingRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  const source = s3Location(channel.DataSource.S3DataSource?.S3Uri ?? '');
  const caller = asRole(world, job.RoleArn);
  const written = new Map<string, string>();
  for (const key of await listKeys(world, source, caller)) {
    const file = join(folder, localName(source.key, key));
    const other = written.get(file) ?? conflicting(written, folder, file);
    if (other !== undefined)
      throw new ClientFault(`Data download failed:S3 keys: ${other} and ${key} come to one path of the channel's folder`);
    written.set(file, key);
    if (relative(folder, file).split(sep)[0] === '..')
      throw new ClientFault(`Data download failed:S3 key: ${key} leaves the channel's folder`);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await openObject(world, { bucket: source.bucket, key }, caller), createWriteStream(file));
  }
}

/** `train/a.csv` under the prefix `train` or `train/` is `a.csv`; so is the object that the prefix names itself. */
function localName(prefix: string, key: string): string {
  if (key === prefix) return basename(key);
  if (prefix.endsWith('/') || prefix === '' || key[prefix.length] === '/') return key.slice(prefix.length).replace(/^\/+/, '');
  return key.slice(prefix.lastIndexOf('/') + 1);
}

/** Returns the key whose file stands where this one needs a folder: S3 takes `a` beside `a/b`, a file system does not. Keys come sorted. */
function conflicting(written: ReadonlyMap<string, string>, folder: string, file: string): string | undefined {
  for (let parent = dirname(file); parent.length > folder.length; parent = dirname(parent)) {
    const key = written.get(parent);
    if (key !== undefined) return key;
  }
  return undefined;
}
