import type { AwsError } from '../../services/errors.ts';
import { type HttpAnswer, textAnswer } from '../../services/http.ts';
import type { Member, Members } from '../../services/input.ts';
import type { AnyOperation, ServiceName } from '../../services/operation.ts';

/** The services that speak Query, with the XML name space of their answers. */
export const queryServices: Readonly<Partial<Record<ServiceName, string>>> = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

/** Reads `Tags.member.1.Key=a` and `Attributes.entry.1.key=b` into the shapes that the operation's input table names. */
export function readQuery(body: string, operation: AnyOperation | undefined): { action: string; input: Record<string, unknown> } {
  const tree: Record<string, unknown> = Object.create(null);
  for (const [path, value] of new URLSearchParams(body)) insert(tree, path.split('.'), value);
  const { Action: action, Version: _version, ...members } = tree;
  return { action: String(action), input: operation ? readMembers(operation.input, members) : {} };
}

export function queryAnswer(service: ServiceName, operation: string, output: unknown, requestId: string): HttpAnswer {
  const result = `<${operation}Result>${xml(output ?? {})}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response xmlns="${queryServices[service]}">${result}${metadata}</${operation}Response>`;
  return textAnswer(200, 'text/xml', body, { 'x-amzn-requestid': requestId });
}

export function queryError(service: ServiceName, error: AwsError, requestId: string): HttpAnswer {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const detail = `<Type>${type}</Type><Code>${escapeXml(error.name)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<ErrorResponse xmlns="${queryServices[service]}"><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return textAnswer(error.status, 'text/xml', body, { 'x-amzn-requestid': requestId });
}

function insert(tree: Record<string, unknown>, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  // `A=1` beside `A.b=2` is a member of two kinds: the later one counts.
  if (typeof tree[head] !== 'object') tree[head] = Object.create(null);
  insert(tree[head] as Record<string, unknown>, rest, value);
}

function readMembers(table: Members, tree: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, table[name] ? readMember(table[name], value) : value]));
}

function readMember(member: Member, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    // An empty list or map is sent as `Name=`.
    if (value === '' && member.kind === 'list') return [];
    if (value === '' && (member.kind === 'map' || member.kind === 'structure')) return {};
    return member.kind === 'number'
      ? Number(value)
      : member.kind === 'flag'
        ? value === 'true'
        : member.kind === 'time'
          ? new Date(value)
          : value;
  }
  const tree = value as Record<string, unknown>;
  switch (member.kind) {
    case 'structure':
      return readMembers(member.members, tree);
    case 'list':
      return numbered(tree.member ?? tree).map((item) => readMember(member.item, item));
    case 'map':
      return Object.fromEntries(
        numbered(tree.entry ?? tree)
          .map((entry) => entry as Record<string, unknown>)
          .map((entry) => [String(entry.key ?? entry.Name), readMember(member.item, entry.value ?? entry.Value)]),
      );
    default:
      return tree;
  }
}

function numbered(tree: unknown): unknown[] {
  return Object.entries(tree as object)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}

/** Output members that the API models as maps: XML writes these as entries, structures as elements. */
const mapMembers = new Set(['Attributes']);

function xml(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (value === null || typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null)
    .map(([name, item]) => `<${name}>${mapMembers.has(name) && !Array.isArray(item) ? entries(item) : xml(item)}</${name}>`)
    .join('');
}

function entries(map: object): string {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<entry><key>${escapeXml(key)}</key><value>${xml(value)}</value></entry>`)
    .join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
