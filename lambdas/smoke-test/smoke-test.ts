import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ErrorName } from '../contract/errors.ts';
import type { Payload, SmokeTestResult } from '../contract/payloads.ts';
import type { Clock } from '../shared/clock.ts';
import { parseS3Uri } from '../shared/documents.ts';
import { PipelineError } from '../shared/errors.ts';

export interface SmokeTestDependencies {
  readonly s3: S3Client;
  readonly runtime: SageMakerRuntimeClient;
  readonly clock: Clock;
}

/** More than these would only take time: verification has sent them all. */
const sampleLimit = 10;
const predictionLimit = 500;

/**
 * Sends the source's samples to the live endpoint. `prediction` is the first answer, for people.
 * @throws SmokeTestFailed when the endpoint answers one with an error · NotReady while its container warms up
 */
export async function smokeTest(
  { run, release }: Payload<'smoke-test'>,
  { s3, runtime, clock }: SmokeTestDependencies,
): Promise<SmokeTestResult> {
  const samples = release.samples ? await sampleKeys(s3, release.samples) : [];
  const latencies: number[] = [];
  let prediction = '';
  for (const { bucket, key } of samples) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const body = await Body?.transformToByteArray();
    const start = clock.now();
    const text = await invoke(runtime, run.names.endpoint, key, body ?? new Uint8Array());
    latencies.push(clock.now() - start);
    prediction ||= text.trim().slice(0, predictionLimit);
  }
  return { samples: samples.length, latencyMs: median(latencies), prediction };
}

async function sampleKeys(s3: S3Client, uri: string): Promise<{ bucket: string; key: string }[]> {
  const { bucket, key } = parseS3Uri(uri);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: sampleLimit }));
  return Contents.flatMap(({ Key, Size }) => (Key && Size ? [{ bucket, key: Key }] : []));
}

async function invoke(runtime: SageMakerRuntimeClient, endpoint: string, sample: string, body: Uint8Array): Promise<string> {
  try {
    const answer = await runtime.send(
      new InvokeEndpointCommand({ EndpointName: endpoint, ContentType: contentType(sample), Accept: 'application/json', Body: body }),
    );
    return new TextDecoder().decode(answer.Body);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ModelNotReadyException') throw new PipelineError(ErrorName.NotReady, error.message, { cause: error });
    if (error.name !== 'ModelError') throw error;
    const { OriginalStatusCode, OriginalMessage } = error as { OriginalStatusCode?: number; OriginalMessage?: string };
    const words = `The endpoint ${endpoint} answers the sample ${sample.slice(sample.lastIndexOf('/') + 1)} with ${OriginalStatusCode ?? 'an error'}: ${OriginalMessage || error.message}`;
    throw new PipelineError(ErrorName.SmokeTestFailed, words, { cause: error });
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonlines',
  csv: 'text/csv',
  txt: 'text/plain',
};

/** By the sample's extension, as the buildspec's verification has it. */
const contentType = (name: string): string =>
  contentTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
