import type { S3Client } from '@aws-sdk/client-s3';
import { ErrorName } from '../contract/errors.ts';
import type { Answer, Payload } from '../contract/payloads.ts';
import { fingerprints, listChannels, objectsAtMost } from '../shared/channel-data.ts';
import { PipelineError } from '../shared/errors.ts';

export interface ReadDataDependencies {
  readonly s3: S3Client;
  /** Objects in all channels. */
  readonly most?: number;
}

/**
 * Reads what a training's data is just before it starts. In a function of its own: a listing of many objects takes minutes, and recovery waits
 * for `start-training`, which may still start something, as long as that may run.
 * @throws InvalidSettings for a channel with no object, which SageMaker would find out minutes later, or with more than can be listed
 */
export async function readData(
  { run }: Payload<'read-data'>,
  { s3, most = objectsAtMost }: ReadDataDependencies,
): Promise<Answer<'read-data'>> {
  const { channels } = run.settings.training;
  const listings = await listChannels(s3, channels, most);
  let total = 0;
  for (const [channel, { count }] of Object.entries(listings)) {
    total += count;
    const uri = channels[channel];
    if (count === 0)
      throw refused(
        channel,
        `expected data under ${uri}, found no object there. Put it there (aws s3 cp FOLDER ${uri} --recursive) or correct the channel`,
      );
    if (total > most)
      throw refused(
        channel,
        `expected at most ${most.toLocaleString('en')} objects in all channels, found more under ${uri}. ` +
          'Pack them into larger files (tar, Parquet, RecordIO), which SageMaker also loads much sooner, or choose a longer prefix',
      );
  }
  return { data: fingerprints(listings) };
}

const refused = (channel: string, text: string) => new PipelineError(ErrorName.InvalidSettings, `training.channels.${channel}: ${text}`);
