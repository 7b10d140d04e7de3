import { createWriteStream, rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError } from '../../errors.ts';
import { SourceFault, type SourceFetcher } from './fetcher.ts';
import { unzip, ZipFault } from './unzip.ts';

/** `bucket/key.zip`, or a folder of objects below `bucket/prefix/`; read with the project's role. */
export const fetchS3: SourceFetcher = async ({ build, folder, world, role }) => {
  const [, bucket, key] = /^([^/]+)\/(.+)$/.exec(build.source.location?.replace(/^arn:[^:]+:s3:::/, '') ?? '') ?? [];
  if (!bucket || !key) throw new SourceFault(`the source location "${build.source.location ?? ''}" is not <bucket>/<key of a zip>`);
  if (key.endsWith('/'))
    throw new SourceFault(`the source location "${build.source.location}" is a folder: the local CodeBuild reads zips only`);
  const zip = `${folder}.zip`;
  try {
    const version = build.sourceVersion ? { VersionId: build.sourceVersion } : {};
    const { Body } = await world.call<{ Body: Readable }>('s3', 'GetObject', { Bucket: bucket, Key: key, ...version }, role);
    await pipeline(Body, createWriteStream(zip));
    await unzip(zip, folder);
    return undefined;
  } catch (error) {
    if (error instanceof ZipFault) throw new SourceFault(`the source s3://${bucket}/${key} cannot be unpacked: ${error.message}`);
    if (error instanceof AwsError) throw new SourceFault(`${error.name}: ${error.message} status code: ${error.status}`);
    throw error;
  } finally {
    rmSync(zip, { force: true });
  }
};
