import type { ServiceName } from '../../../local/services/operation.ts';
import { type Invocation, invocation } from '../functions/invocation.ts';
import { handleInProcess } from './full.ts';
import { seededRetries } from './retry.ts';
import { shortCut } from './short-cut.ts';

/** `short`: answered before anything is serialized. `full`: the SDK's own serialization, over the local world's own protocols, without a socket. */
export type Transport = 'short' | 'full';

interface Client {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
  send(command: Command): Promise<unknown>;
}

interface Command {
  readonly input: object;
}

type ClientClass = new (configuration: object) => Client;

/** In place of a function's one client of a service: it speaks for the invocation that begins now. bundle.ts writes the import. @public */
export function clientOf(Class: unknown): never {
  const own = invocation();
  const known = own.clients.get(Class);
  if (known) return known as never;
  const client = own.transport === 'full' ? fullClient(Class as ClientClass, own) : shortClient(Class as ClientClass, own);
  own.clients.set(Class, client);
  return client as never;
}

const shared = new Map<ClientClass, Client>();
const senders = new WeakMap<object, Invocation>();

/** A real client for all invocations of this process, whose middleware answers at once; each input says who sent it. */
function shortClient(Class: ClientClass, own: Invocation): Pick<Client, 'send'> {
  let client = shared.get(Class);
  if (!client) {
    const service = serviceOf(Class.name);
    client = new Class({ ...common, cacheMiddleware: true });
    const answer =
      (_next: unknown, { commandName = '' }: { commandName?: string }) =>
      ({ input }: Command) =>
        shortCut(senders.get(input) as Invocation, service, commandName.replace(/Command$/, ''), input);
    client.middlewareStack.add(answer, { step: 'initialize', priority: 'high', name: 'simulation' });
    shared.set(Class, client);
  }
  const { send } = client;
  return {
    send: (command) => {
      senders.set(command.input, own);
      return send.call(client, command);
    },
  };
}

/** A real client as a function has it, except where requests go and on whose clock it waits between attempts. */
const fullClient = (Class: ClientClass, own: Invocation): Client =>
  new Class({
    ...common,
    retryStrategy: seededRetries(own),
    requestHandler: {
      handle: (request: never) => handleInProcess(own, request),
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      destroy: () => {},
    },
  });

const common = {
  region: 'us-east-1',
  endpoint: 'http://simulated',
  forcePathStyle: true,
  credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
};

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
  if (service) return service;
  throw new Error(`Expected one of ${Object.keys(services).join(', ')}, got ${name}: add it to test/simulation/transport/clients.ts`);
}
