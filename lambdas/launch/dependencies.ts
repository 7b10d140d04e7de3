import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName } from '../contract/errors.ts';
import { PipelineError } from '../shared/errors.ts';
import type { DriveDependencies } from '../shared/model-state/drive.ts';
import { type ModelParameters, modelParameters } from '../shared/settings/parameters.ts';
import { Refusal } from './refusal.ts';

export interface LaunchDependencies extends DriveDependencies {
  readonly ssm: SSMClient;
  readonly codecommit: CodeCommitClient;
  readonly installation: string;
  readonly dataBucket: string;
}

/**
 * The model's parameters; undefined means the only model.
 * @throws Refusal naming the models there are
 */
export async function findModel(wanted: string | undefined, { ssm, installation }: LaunchDependencies): Promise<ModelParameters> {
  try {
    return await modelParameters(ssm, installation, wanted);
  } catch (error) {
    if (error instanceof PipelineError && error.name === ErrorName.InvalidInput) throw new Refusal('unknown-model', error.message);
    throw error;
  }
}

/** Logs and counts what starts nothing; `messages`: how many are refused for the same. */
export function refused({ log, count }: LaunchDependencies, delivery: string, { reason, message }: Refusal, messages = 1): void {
  log.warn('launch refused', { delivery, reason, why: message, ...(messages > 1 && { messages }) });
  count('LaunchesRefused', { Reason: reason }, { value: messages, unit: 'Count' });
}

/** Logs and counts what was taken up. */
export function accepted({ log, count }: LaunchDependencies, kind: 'push' | 'wish' | 'command', facts: object): void {
  log.info('launch accepted', { kind, ...facts });
  count('LaunchesAccepted', { Kind: kind });
}
