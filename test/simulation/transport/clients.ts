import type { ServiceName } from '../../../local/services/operation.ts';
import { invocation } from '../functions/invocation.ts';
import { handleInProcess } from './full.ts';
import { seededRetries } from './retry.ts';
import { shortCut } from './short-cut.ts';

/** `short`: answered before anything is serialized. `full`: the SDK's own serialization, over the local world's own protocols, without a socket. */
export type Transport = 'short' | 'full';

interface AnyClient {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

type ClientClass<C> = new (configuration: object) => C;

/** The one client of a service in this process; which world it speaks to, as whom and how, the running invocation says. */
export function simulatedClient<C>(Client: ClientClass<C>): C {
  const service = serviceOf(Client.name);
  const client = new Client({
    region: 'us-east-1',
    endpoint: 'http://simulated',
    forcePathStyle: true,
    credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
    requestHandler: { handle: handleInProcess, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}), destroy: () => {} },
    retryStrategy: seededRetries,
    cacheMiddleware: true,
  });
  const answer = (next: (args: { input: object }) => Promise<unknown>, { commandName = '' }: { commandName?: string }) => {
    const operation = commandName.replace(/Command$/, '');
    return (args: { input: object }) => (invocation().transport === 'full' ? next(args) : shortCut(service, operation, args.input));
  };
  (client as AnyClient).middlewareStack.add(answer, { step: 'initialize', priority: 'high', name: 'simulation' });
  return client;
}

const services: Readonly<Record<string, ServiceName>> = {
  CloudWatchLogsClient: 'logs',
  CodeBuildClient: 'codebuild',
  CodeCommitClient: 'codecommit',
  ECRClient: 'ecr',
  S3Client: 's3',
  SageMakerClient: 'sagemaker',
  SageMakerRuntimeClient: 'sagemaker-runtime',
  SFNClient: 'states',
  SNSClient: 'sns',
  SSMClient: 'ssm',
};

function serviceOf(name: string): ServiceName {
  const service = services[name];
  if (!service)
    throw new Error(`Expected one of ${Object.keys(services).join(', ')}, got ${name}: add it to test/simulation/transport/clients.ts`);
  return service;
}
