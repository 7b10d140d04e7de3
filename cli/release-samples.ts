import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { parseSampleTypes, type SampleTypes, sampleRequest, samplesOf, typesFile } from '../lambdas/contract/samples.ts';
import type { Account } from './account.ts';
import type { Payload } from './invoke-endpoint.ts';

/** The `s3://` prefix of the sample payloads that a release was verified with, as its model package says. */
export async function releaseSamples(account: Account, release: string): Promise<string | undefined> {
  const { CustomerMetadataProperties } = await account.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: release }));
  return CustomerMetadataProperties?.samples || undefined;
}

/** The first sample payload below an `s3://` prefix, as verification and smoke test send it: a release keeps the samples it was verified with. */
export async function firstSample(account: Account, uri: string): Promise<Payload | undefined> {
  const folder = await listed(account, uri);
  const path = samplesOf(folder.files)[0]?.path;
  if (path === undefined) return undefined;
  return { name: path, body: await folder.read(path), ...sampleRequest(path, await typesIn(folder)) };
}

/** The rules that the samples below an `s3://` prefix are sent by. */
export const releaseTypes = async (account: Account, uri: string): Promise<SampleTypes> => typesIn(await listed(account, uri));

type Folder = Awaited<ReturnType<typeof listed>>;

async function typesIn({ files, read }: Folder): Promise<SampleTypes> {
  return files.some(({ path }) => path === typesFile) ? parseSampleTypes(new TextDecoder().decode(await read(typesFile))) : [];
}

async function listed(account: Account, uri: string) {
  const [, Bucket = '', Prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  const { Contents = [] } = await account.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return {
    files: Contents.map(({ Key = '', Size = 0 }) => ({ path: Key.slice(Prefix.length), bytes: Size })),
    read: async (path: string): Promise<Uint8Array> => {
      const { Body } = await account.s3.send(new GetObjectCommand({ Bucket, Key: `${Prefix}${path}` }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    },
  };
}
