import { expect, it } from 'vitest';
import { services } from '../../../../local/services/registry.ts';
import { clientOptions, testWorld } from '../helpers/world.ts';

/** Service → the SDK's client; KMS's is no dependency. */
const packages: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  logs: 'cloudwatch-logs',
  secretsmanager: 'secrets-manager',
  states: 'sfn',
};

/** What only the deploy does: its form of the code is a folder of this machine, which no client can send (docs/support.md). */
const ofTheDeploy = ['lambda CreateFunction', 'lambda UpdateFunctionCode'];

type Client = { send(command: object): Promise<unknown>; destroy(): void };
type Sdk = Record<string, new (input: object) => object>;

/** Calls an operation with nothing but what its place on HTTP needs. @returns the error's name, or undefined */
async function call(client: Client, sdk: Sdk, operation: string): Promise<string | undefined> {
  // S3 tells this one from others by its query.
  const input: Record<string, unknown> = operation === 'CompleteMultipartUpload' ? { UploadId: 'unknown' } : {};
  for (;;) {
    const Command = sdk[`${operation}Command`];
    if (!Command) return `The SDK has no ${operation}`;
    try {
      await client.send(new Command(input));
      return undefined;
    } catch (error) {
      const { name, message } = error as Error;
      const label = /^(?:No|Empty) value provided for input HTTP label: (\w+)\.?$/.exec(message)?.[1];
      if (label === undefined || label in input) return name;
      input[label] = 'unknown';
    }
  }
}

it('every operation of every service is reached by the SDK over HTTP, but what only the deploy does', async () => {
  const runtime = await testWorld({ onBackgroundError: () => {} });
  const unreached: string[] = [];
  for (const { name: service, operations } of services) {
    if (service === 'kms') continue;
    const sdk = (await import(`@aws-sdk/client-${packages[service] ?? service}`)) as Sdk;
    const [clientName] = Object.keys(sdk).filter((key) => key.endsWith('Client') && !key.startsWith('_') && key !== 'Client');
    const client = new (sdk[clientName as string] as new (input: object) => Client)(clientOptions(runtime));
    for (const { name } of operations) {
      const answer = await call(client, sdk, name);
      if (answer && /Unknown|NotImplemented|InvalidAction|SDK has no|^Error$|^TypeError$/.test(answer))
        unreached.push(`${service} ${name}: ${answer}`);
    }
    client.destroy();
  }
  expect(unreached).toEqual(ofTheDeploy.map((operation) => `${operation}: UnknownOperationException`));
});
