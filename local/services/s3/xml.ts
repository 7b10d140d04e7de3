import { malformedXml } from './errors.ts';

/** An element without children is its text; children of one name that repeat are a list. */
export type XmlValue = string | XmlElement | (string | XmlElement)[];
export interface XmlElement {
  [name: string]: XmlValue;
}

/** Writes an API output as XML: lists become repeated elements, times ISO 8601, undefined nothing. */
export function toXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => toXml(name, item)).join('');
  if (value instanceof Date) return toXml(name, value.toISOString());
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`;
  const members = Object.entries(value).map(([member, item]) => toXml(member, item));
  return `<${name}>${members.join('')}</${name}>`;
}

/** A whole document; S3's answers carry its namespace, its errors do not. */
export function xmlDocument(root: string, value: unknown, namespace?: string): string {
  const body = toXml(root, value);
  const named = namespace ? body.replace(`<${root}>`, `<${root} xmlns="${namespace}">`) : body;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}`;
}

// Control characters would be illegal or silently changed by a reader (\r); references keep them.
export function escapeXml(text: string): string {
  return text.replace(/[<>&"\r\n\t]/g, (char) => references[char] ?? `&#${char.charCodeAt(0)};`);
}

const references: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/**
 * Reads what SDKs send: elements and text, no DTD, no mixed content; attributes are skipped. Answers the root's value.
 * @throws MalformedXML
 */
export function parseXml(source: string): XmlElement {
  const stack: { name: string; children: XmlElement; text: string }[] = [{ name: '', children: {}, text: '' }];
  const tokens =
    /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|([\s\S])/g;
  for (const [, closing, name, , empty, text, other] of source.matchAll(tokens)) {
    const top = stack.at(-1);
    if (other !== undefined || !top) throw malformedXml();
    if (text !== undefined) top.text += text;
    else if (name === undefined) continue;
    else if (empty) add(top.children, name, '');
    else if (!closing) stack.push({ name, children: {}, text: '' });
    else {
      stack.pop();
      const parent = stack.at(-1);
      if (top.name !== name || !parent) throw malformedXml();
      add(parent.children, name, Object.keys(top.children).length > 0 ? top.children : dereference(top.text));
    }
  }
  const root = stack.length === 1 ? Object.values(stack[0]?.children ?? {})[0] : undefined;
  if (root === undefined || Array.isArray(root)) throw malformedXml();
  return typeof root === 'string' ? {} : root;
}

/** The items of a list member, whether none, one or several came. */
export function xmlList(value: XmlValue | undefined): XmlElement[] {
  if (value === undefined || value === '') return [];
  return (Array.isArray(value) ? value : [value]).filter((item): item is XmlElement => typeof item === 'object');
}

function add(children: XmlElement, name: string, value: string | XmlElement): void {
  const local = name.slice(name.indexOf(':') + 1);
  const before = Object.hasOwn(children, local) ? children[local] : undefined;
  if (before === undefined) Object.defineProperty(children, local, { value, enumerable: true, writable: true, configurable: true });
  else children[local] = Array.isArray(before) ? [...before, value] : [before, value];
}

function dereference(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|amp|quot|apos));/g, (_all, hex, decimal, name) => {
    if (name) return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name as 'lt'];
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
  });
}
