import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CliError } from './cli-error.ts';

/** One account in one region, in the cloud or on this machine: what the commands speak to. They never ask which it is to act. */
export interface Account {
  /** For people: `the local world (http://127.0.0.1:4600)` or `AWS us-east-1`. */
  readonly name: string;
  readonly installation: string;
  /** How often to ask for a run's history. AWS refills 20 GetExecutionHistory calls a second for the whole account. */
  readonly pollMs: number;
  /** The state folder of the local world; undefined on AWS. */
  readonly dataDir?: string;
  /** Where `/endpoints/<name>/invocations` is. */
  readonly runtimeUrl: string;
  readonly sfn: SFNClient;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly codebuild: CodeBuildClient;
  readonly logs: CloudWatchLogsClient;
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  /** A client that few commands need: its code is then read by those alone. The same one for each call. */
  client<T extends object>(type: new (config: ClientConfig) => T): T;
}

export const defaultInstallation = 'trainyard';

/**
 * The account of a local world. Endpoint, region and keys are given, so that nothing of the environment can send a call elsewhere;
 * `local` is the key that means the local account's root.
 */
export function localAccount(url: string, dataDir: string, installation = defaultInstallation): Account {
  const config = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return { name: `the local world (${url})`, installation, pollMs: 150, dataDir, runtimeUrl: url, ...clients(config, true) };
}

/** The account of a profile (default: what the SDK finds). Throws when no region is known. */
export async function awsAccount(profile?: string, region?: string, installation = defaultInstallation): Promise<Account> {
  const made = clients({ ...(region ? { region } : {}), ...(profile ? { profile } : {}) }, false);
  const known = await made.sfn.config.region().catch((cause: unknown) => {
    throw new CliError('Expected an AWS region with --aws; none is known. Give --region, or set AWS_REGION or the region of the profile.', {
      cause,
    });
  });
  return {
    name: `AWS ${known}`,
    installation,
    pollMs: 2000,
    runtimeUrl: `https://runtime.sagemaker.${known}.amazonaws.com`,
    ...made,
  };
}

/** Where a client sends its calls, and as whom. */
export interface ClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

function clients(config: ClientConfig, pathStyle: boolean) {
  const made = new Map<unknown, object>();
  return {
    client: <T extends object>(type: new (config: ClientConfig) => T): T => {
      const client = (made.get(type) as T | undefined) ?? new type(config);
      made.set(type, client);
      return client;
    },
    sfn: new SFNClient(config),
    ssm: new SSMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: pathStyle }),
    lambda: new LambdaClient(config),
    codebuild: new CodeBuildClient(config),
    logs: new CloudWatchLogsClient(config),
    sagemaker: new SageMakerClient(config),
    runtime: new SageMakerRuntimeClient(config),
  };
}
