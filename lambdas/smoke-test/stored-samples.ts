import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { parseSampleTypes, type SampleRequest, sampleRequest, samplesOf, typesFile } from '../contract/samples.ts';
import { parseS3Uri } from '../shared/documents.ts';

export interface StoredSamples {
  readonly s3: S3Client;
}

/** A sample that a build stored, and how it is sent. */
export interface StoredSample {
  /** Relative to the samples folder of its source. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly request: SampleRequest;
}

/** The first samples below an `s3://` prefix, one at a time; none where a source has none. */
export async function* storedSamples(s3: S3Client, uri: string | null, most: number): AsyncGenerator<StoredSample> {
  if (!uri) return;
  const { bucket: Bucket, key: prefix } = parseS3Uri(uri);
  const read = async (path: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${prefix}${path}` }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  const files = Contents.map(({ Key = '', Size = 0 }) => ({ path: Key.slice(prefix.length), bytes: Size }));
  const isTyped = files.some(({ path }) => path === typesFile);
  const types = isTyped ? parseSampleTypes(new TextDecoder().decode(await read(typesFile))) : [];
  for (const { path } of samplesOf(files).slice(0, most)) yield { path, body: await read(path), request: sampleRequest(path, types) };
}
