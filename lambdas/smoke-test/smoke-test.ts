import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { shownAnswer } from '../contract/answers.ts';
import { ErrorName } from '../contract/errors.ts';
import type { Payload, SmokeTestResult } from '../contract/payloads.ts';
import { requestWords } from '../contract/samples.ts';
import type { Clock } from '../shared/clock.ts';
import { PipelineError } from '../shared/errors.ts';
import { type StoredSample, type StoredSamples, storedSamples } from './stored-samples.ts';

export interface SmokeTestDependencies extends StoredSamples {
  readonly runtime: SageMakerRuntimeClient;
  readonly clock: Clock;
}

/** More than these would only take time: verification has sent them all. */
const sampleLimit = 10;
const predictionLimit = 500;

/**
 * Sends the source's samples to the live endpoint, as verification has sent them to the container. `prediction` is the first answer, for people.
 * @throws SmokeTestFailed when the endpoint answers one with an error · NotReady while its container warms up
 */
export async function smokeTest(
  { run, release }: Payload<'smoke-test'>,
  { s3, runtime, clock }: SmokeTestDependencies,
): Promise<SmokeTestResult> {
  const latencies: number[] = [];
  let prediction = '';
  for await (const sample of storedSamples(s3, release.samples, sampleLimit)) {
    const start = clock.now();
    const body = await invoke(runtime, run.names.endpoint, sample);
    latencies.push(clock.now() - start);
    prediction ||= shownAnswer(body, predictionLimit);
  }
  return { samples: latencies.length, latencyMs: median(latencies), prediction };
}

async function invoke(runtime: SageMakerRuntimeClient, endpoint: string, { path, body, request }: StoredSample): Promise<Uint8Array> {
  const { contentType, accept } = request;
  try {
    const answer = await runtime.send(
      new InvokeEndpointCommand({ EndpointName: endpoint, ContentType: contentType, Accept: accept, Body: body }),
    );
    return answer.Body ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ModelNotReadyException') throw new PipelineError(ErrorName.NotReady, error.message, { cause: error });
    if (error.name !== 'ModelError') throw error;
    const { OriginalStatusCode, OriginalMessage } = error as { OriginalStatusCode?: number; OriginalMessage?: string };
    const said = shownAnswer(new TextEncoder().encode(OriginalMessage || error.message), predictionLimit);
    const words = `The endpoint ${endpoint} answers the sample ${path} (${requestWords(request)}) with ${OriginalStatusCode || 'an error'}: ${said}`;
    throw new PipelineError(ErrorName.SmokeTestFailed, words, { cause: error });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
