import { readFile } from 'node:fs/promises';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { shownAnswer } from '../lambdas/contract/answers.ts';
import { payloadLimit, requestWords, type SampleRequest, type SampleTypes, sampleRequest, tooLarge } from '../lambdas/contract/samples.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';

/** What an endpoint is asked, and how. */
export interface Payload extends SampleRequest {
  /** The file's name, for people. */
  readonly name: string;
  readonly body: Uint8Array;
}

export interface Prediction {
  /** As it came. */
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Asks an endpoint through the SageMaker Runtime API. A model's own error (424) becomes a CliError with what the container said. */
export async function invokeEndpoint(account: Account, endpoint: string, payload: Payload): Promise<Prediction> {
  const { name: file, body, contentType, accept } = payload;
  if (body.length > payloadLimit) throw new CliError(`Expected a payload that fits: ${tooLarge(file, body.length)}.`);
  try {
    const answer = await account.runtime.send(
      new InvokeEndpointCommand({ EndpointName: endpoint, Body: body, ContentType: contentType, Accept: accept }),
    );
    return { body: answer.Body ?? new Uint8Array(), contentType: answer.ContentType ?? '' };
  } catch (cause) {
    if (/^Endpoint \S+ of account \d+ not found/.test((cause as Error).message)) {
      throw new CliError(`Expected the endpoint ${endpoint} in service; there is none. A run deploys it: \`trainyard run\`.`, { cause });
    }
    const { name, OriginalStatusCode, OriginalMessage } = cause as { name: string; OriginalStatusCode?: number; OriginalMessage?: string };
    if (name !== 'ModelError') throw cause;
    const said = shownAnswer(new TextEncoder().encode(OriginalMessage ?? ''), 1000);
    const words = `Expected a prediction of ${endpoint}; its container answered ${file} (${requestWords(payload)}) with ${OriginalStatusCode}: ${said}`;
    throw new CliError(words, { cause });
  }
}

/** A payload from a file of this machine, sent as a sample of its name would be. */
export async function payloadFile(path: string, types: SampleTypes): Promise<Payload> {
  const body = await readFile(path).catch((cause: Error) => {
    throw new CliError(`Expected a payload file; cannot read ${path} (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  });
  return { name: path, body, ...sampleRequest(path, types) };
}
