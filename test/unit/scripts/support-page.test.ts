import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../../../local/cloudformation/resources/index.ts';
import type { AnyOperation } from '../../../local/services/operation.ts';
import { services } from '../../../local/services/registry.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(root, 'docs/support.md'), 'utf8');

/** The part of the page below a heading, up to the next one. */
function below(heading: string): string {
  const part = page.split(/^(?=#{2,3} )/m).find((one) => one.startsWith(heading));
  if (!part) throw new Error(`docs/support.md: expected the heading ${heading}`);
  return part;
}

const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Operation → what the row's last column says that it does not look at. */
function rowsOf(service: string): [operation: string, passedOver: string[]][] {
  const section = below(sectionOf(service));
  return [...section.matchAll(/^\| (`.*?) \|(.*)\|([^|]*)\|$/gm)].flatMap(([, operations = '', , members = '']) =>
    quoted(operations).map((operation): [string, string[]] => [operation, quoted(members)]),
  );
}

const sectionOf = (service: string): string =>
  page.split('\n').find((line) => line.startsWith('### ') && line.endsWith(`(\`${service}\`)`)) ?? service;

/** Members that no operation of a service looks at: named once for all of them, `X*` for all that begin so. */
const everywhere = (service: string) => quoted(/^Not looked at in any operation: (.+)$/m.exec(below(sectionOf(service)))?.[1] ?? '');

const covers = (pattern: string, member: string) => (pattern.endsWith('*') ? member.startsWith(pattern.slice(0, -1)) : member === pattern);

const clients: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  logs: 'cloudwatch-logs',
  secretsmanager: 'secrets-manager',
  states: 'sfn',
};

/** The members of an operation's request in the SDK's own model: `[3, namespace, name, traits, members, …]` is a structure, `[9, …, input, output]` an operation. */
async function sdkMembers(service: string): Promise<(operation: string) => string[]> {
  const sdk = (await import(`@aws-sdk/client-${clients[service] ?? service}`)) as Record<string, unknown>;
  return (operation) => {
    const schema = sdk[`${operation}$`] as unknown[] | undefined;
    const found = schema?.[4];
    const input = (typeof found === 'function' ? found() : found) as unknown[] | undefined;
    return (input?.[0] === 3 ? (input[4] as string[]) : []).filter((member) => member !== 'ContentLength');
  };
}

describe('docs/support.md', () => {
  it('has a section for every service, in the order they start', () => {
    const names = [...page.matchAll(/^### .+ \(`([\w-]+)`\)$/gm)].map(([, name]) => name);
    expect(names).toEqual(services.map(({ name }) => name));
  });

  it.each(services)('has every operation of $name once, and no other', ({ name, operations }) => {
    expect(
      rowsOf(name)
        .map(([operation]) => operation)
        .sort(),
    ).toEqual(operations.map((one: AnyOperation) => one.name).sort());
  });

  // No client of KMS is installed: the page says so.
  it.each(services.filter(({ name }) => name !== 'kms'))('names the members that $name does not look at', async ({ name, operations }) => {
    const membersOf = await sdkMembers(name);
    const rows = new Map(rowsOf(name));
    const patterns = everywhere(name);
    const [expected, said]: Record<string, string[]>[] = [{}, {}];
    for (const one of operations) {
      for (const member of Object.keys(one.input))
        expect(
          patterns.filter((pattern) => covers(pattern, member)),
          member,
        ).toEqual([]);
      const passedOver = membersOf(one.name).filter(
        (member) => !(member in one.input) && !patterns.some((pattern) => covers(pattern, member)),
      );
      if (expected) expected[one.name] = passedOver.sort();
      if (said) said[one.name] = [...(rows.get(one.name) ?? [])].sort();
    }
    expect(said).toEqual(expected);
  });

  it('names the resource types that templates may have', () => {
    expect(quoted(below('## CloudFormation types')).filter((name) => name.startsWith('AWS::'))).toEqual([...resourceTypes.keys()].sort());
  });

  it('names the condition keys that have values', () => {
    const keys = sourcesBelow('local/iam').flatMap((text) => [...text.matchAll(/'([a-z0-9]+:[A-Za-z]+)':/g)].map(([, key = '']) => key));
    expect(quoted(below('## IAM')).filter((name) => name.includes(':'))).toEqual([...new Set(keys)].sort());
  });

  it('names the events that services put on the bus', () => {
    const made = sourcesBelow('local/services').flatMap((text) =>
      [...text.matchAll(/(?:detailType: |notify\(.*?)'([A-Z][\w ]+)'/g)].map(([, type = '']) => type),
    );
    expect(quoted(below('## Events')).sort()).toEqual([...new Set(made)].sort());
  });
});

function sourcesBelow(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(root, folder, name), 'utf8'));
}
