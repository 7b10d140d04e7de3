import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock, systemRandom } from '../../../../local/clock.ts';
import { AwsError } from '../../../../local/services/errors.ts';
import { MemoryStore } from '../../../../local/store.ts';
import type { World } from '../../../../local/world.ts';

interface RecordedCall {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs have the APIs' own shapes.
  readonly input: any;
}

/** Answers of operations whose results a resource type reads; all others answer `{}`. */
// biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
type Answers = Record<string, (input: any) => unknown>;

/** A world that records every call, with as much of the services as the resource types read. */
export function fakeWorld(answers: Answers = {}) {
  const calls: RecordedCall[] = [];
  const parameters = new Map<string, string>();
  const objects = new Set<string>();
  let versions = 0;
  const defaults: Answers = {
    'ssm GetParameter': ({ Name }) => {
      if (!parameters.has(Name)) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameter: { Name, Value: parameters.get(Name) } };
    },
    'ssm PutParameter': ({ Name, Value }) => void parameters.set(Name, Value),
    's3 HeadObject': ({ Bucket, Key }) => {
      if (!objects.has(`${Bucket}/${Key}`)) throw new AwsError('NotFound', '', 404);
    },
    's3 PutObject': ({ Bucket, Key }) => void objects.add(`${Bucket}/${Key}`),
    'iam CreateRole': ({ RoleName, Path = '/' }) => ({
      Role: { Arn: `arn:aws:iam::000000000000:role${Path}${RoleName}`, RoleId: 'AROA' },
    }),
    'sns CreateTopic': ({ Name }) => ({ TopicArn: `arn:aws:sns:us-east-1:000000000000:${Name}` }),
    'sns Subscribe': ({ TopicArn }) => ({ SubscriptionArn: `${TopicArn}:1` }),
    'events PutRule': ({ Name }) => ({ RuleArn: `arn:aws:events:us-east-1:000000000000:rule/${Name}` }),
    'lambda PublishVersion': ({ FunctionName }) => {
      const Version = String(++versions);
      return { Version, FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}:${Version}` };
    },
  };
  const world = {
    account: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    store: new MemoryStore(),
    clock: systemClock,
    random: systemRandom,
    call: async (service: string, operation: string, input: object) => {
      const name = `${service} ${operation}`;
      calls.push({ name, input });
      return (answers[name] ?? defaults[name])?.(input) ?? {};
    },
  } as unknown as World;
  return {
    world,
    calls,
    /** Forgets the calls so far, and gives them. */
    taken: () => calls.splice(0).map(({ name }) => name),
    inputOf: (name: string) => calls.find((call) => call.name === name)?.input,
  };
}

/** A new cloud assembly with these templates (in this order), and files of its assets. */
export function assemblyOf(
  templates: Readonly<Record<string, object>>,
  assets: Readonly<Record<string, { packaging: 'zip' | 'file'; files: Readonly<Record<string, string>> }>> = {},
): string {
  const dir = mkdtempSync(join(tmpdir(), 'trainyard-assembly-'));
  const files: Record<string, object> = {};
  for (const [key, { packaging, files: contents }] of Object.entries(assets)) {
    const path = `asset.${key}`;
    for (const [name, text] of Object.entries(contents)) {
      const file = packaging === 'zip' ? join(dir, path, name) : join(dir, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the CDK writes it.
    const destination = { bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}', objectKey: key };
    files[key] = { source: { path, packaging }, destinations: { here: destination } };
  }
  const artifacts: Record<string, object> = {};
  let previous: string | undefined;
  for (const [name, template] of Object.entries(templates)) {
    writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
    writeFileSync(join(dir, `${name}.assets.json`), JSON.stringify({ files }));
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      dependencies: [`${name}.assets`, ...(previous ? [previous] : [])],
      properties: { templateFile: `${name}.template.json` },
    };
    previous = name;
  }
  // Backwards: the order must come from the dependencies.
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(Object.entries(artifacts).reverse()) }));
  return dir;
}
