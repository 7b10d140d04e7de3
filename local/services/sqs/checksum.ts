import { createHash } from 'node:crypto';
import type { MessageAttribute } from './messages.ts';

/** What SDKs compare a message's body with. */
export const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');

/** Developer Guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  return md5(Buffer.concat(names.flatMap((name) => encoded(name, attributes[name]))));
}

function encoded(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute = { DataType: '' }): Buffer[] {
  const binary = BinaryValue !== undefined;
  const value = binary ? Buffer.from(BinaryValue, 'base64') : Buffer.from(StringValue ?? '');
  return [...sized(Buffer.from(name)), ...sized(Buffer.from(DataType)), Buffer.from([binary ? 2 : 1]), ...sized(value)];
}

function sized(data: Buffer): [Buffer, Buffer] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return [length, data];
}
