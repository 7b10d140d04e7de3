import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { parameters } from '../../contract/layout.ts';

/** A SecureString that people wrote; undefined where there is none. Never logged. */
export async function readSecret(ssm: SSMClient, Name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

/** Reads the token to ask GitHub with, when it is asked for. */
export const githubToken = (ssm: SSMClient, installation: string) => (): Promise<string | undefined> =>
  readSecret(ssm, parameters.githubToken(installation));
