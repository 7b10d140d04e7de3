import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';

export interface Payload {
  /** The file's name, for people. */
  readonly name: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

export interface Prediction {
  readonly body: string;
  readonly contentType: string;
}

/** Asks an endpoint through the SageMaker Runtime API. A model's own error (424) becomes a CliError with what the container said. */
export async function invokeEndpoint(account: Account, endpoint: string, { body, contentType }: Payload): Promise<Prediction> {
  try {
    const answer = await account.runtime.send(new InvokeEndpointCommand({ EndpointName: endpoint, Body: body, ContentType: contentType }));
    return { body: answer.Body?.transformToString() ?? '', contentType: answer.ContentType ?? '' };
  } catch (cause) {
    if (/^Endpoint \S+ of account \d+ not found/.test((cause as Error).message)) {
      throw new CliError(`Expected the endpoint ${endpoint} in service; there is none. A run deploys it: \`trainyard run\`.`, { cause });
    }
    const { name, OriginalStatusCode, OriginalMessage } = cause as { name: string; OriginalStatusCode?: number; OriginalMessage?: string };
    if (name !== 'ModelError') throw cause;
    throw new CliError(`Expected a prediction of ${endpoint}; its container answered ${OriginalStatusCode}: ${OriginalMessage}`, { cause });
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.jsonl': 'application/jsonlines',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.npy': 'application/x-npy',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
};

/** What a payload file's name says of its content. */
function contentTypeOf(file: string): string {
  return contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/** A payload from a file of this machine. */
export async function payloadFile(path: string): Promise<Payload> {
  const body = await readFile(path).catch((cause: Error) => {
    throw new CliError(`Expected a payload file; cannot read ${path} (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  });
  return { name: path, body, contentType: contentTypeOf(path) };
}

/** The first sample payload below an `s3://` prefix: a release keeps the samples it was verified with. */
export async function firstSample(account: Account, uri: string): Promise<Payload | undefined> {
  const [, Bucket, Prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  if (!Bucket) return undefined;
  const { Contents = [] } = await account.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const Key = Contents.map((object) => object.Key ?? '').sort()[0];
  if (!Key) return undefined;
  const { Body } = await account.s3.send(new GetObjectCommand({ Bucket, Key }));
  const body = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { name: Key.split('/').at(-1) ?? Key, body, contentType: contentTypeOf(Key) };
}
