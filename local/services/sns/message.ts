import { any, map, structure, text } from '../input.ts';
import { invalidParameter } from './errors.ts';

/** 256 KiB for the message and its attributes. */
export const MAX_MESSAGE_BYTES = 262_144;

export interface MessageAttribute {
  readonly DataType?: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array | string;
}

export interface Message {
  readonly Message?: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

/** The members of a message, in Publish and in each entry of PublishBatch. */
export const messageInput = {
  Message: text(),
  Subject: text(),
  MessageStructure: text(),
  MessageAttributes: map(structure({ DataType: text(), StringValue: text(), BinaryValue: any() })),
} as const;

/**
 * The size of a message, once it is one that SNS takes.
 * @throws InvalidParameter
 */
export function checkMessage(message: Message): number {
  const { Message = '', Subject } = message;
  if (Message === '') throw invalidParameter('Empty message');
  // API reference: "UTF-8 text with no line breaks or control characters, and less than 100 characters".
  if (Subject !== undefined && (Subject === '' || [...Subject].length >= 100 || /\p{Cc}|[\u2028\u2029]/u.test(Subject))) {
    throw invalidParameter('Subject');
  }
  const attributes = Object.entries(message.MessageAttributes ?? {});
  for (const [name, attribute] of attributes) checkAttribute(name, attribute);
  const sizes = attributes.map(([name, { DataType = '', StringValue = '', BinaryValue = '' }]) =>
    [name, DataType, StringValue].reduce((sum, part) => sum + Buffer.byteLength(part), BinaryValue.length),
  );
  const size = sizes.reduce((sum, part) => sum + part, Buffer.byteLength(Message));
  if (size > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  if (message.MessageStructure === 'json') textFor(message, 'default');
  else if (message.MessageStructure !== undefined) throw invalidParameter('Invalid MessageStructure');
  return size;
}

/**
 * What a protocol's subscribers get of a message: with MessageStructure "json", its own entry or the default one.
 * @throws InvalidParameter for a structure without default
 */
export function textFor({ Message = '', MessageStructure }: Message, protocol: string): string {
  if (MessageStructure !== 'json') return Message;
  let entries: Record<string, unknown>;
  try {
    entries = JSON.parse(Message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof entries?.default !== 'string') throw invalidParameter('Message Structure - No default entry in JSON message body');
  const own = entries[protocol];
  return typeof own === 'string' ? own : entries.default;
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const attribute = `The message attribute '${name}'`;
  const fault = (text: string) => Object.assign(invalidParameter(text), { message: text });
  if (!/^(?!aws\.|amazon\.)[A-Za-z0-9_.-]{1,256}$/i.test(name)) throw fault(`${attribute} has an invalid name`);
  if (!DataType) throw fault(`${attribute} must contain non-empty message attribute type.`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
    throw fault(`${attribute} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`);
  }
  const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
  if (value === undefined || value.length === 0)
    throw fault(`${attribute} must contain non-empty message attribute value for message attribute type '${DataType}'.`);
  if (DataType.startsWith('Number') && Number.isNaN(Number(StringValue))) {
    throw fault(`Could not cast message attribute '${name}' value to number.`);
  }
}
