import * as v from 'valibot';
import { compareBytewise } from './manifest.ts';

/**
 * How a sample payload is sent, wherever it is sent from: verification, smoke test and `trainyard invoke` all ask here, so that a
 * container that passed the first is asked the same by the others.
 */

/** InvokeEndpoint's bound of a body and of an answer, in bytes: `BodyBlob` in AWS's own service model of sagemaker-runtime. */
export const payloadLimit = 6_291_456;

/** What a container gets where nobody names a type: SageMaker passes on the SDK's default, and this for a missing Accept. */
export const defaults = { contentType: 'application/octet-stream', accept: '*/*' } as const;

/** Beside the stored samples of an image: the rules of the settings they were stored with. Its name keeps it from being a sample. */
export const typesFile = '.sample-types.json';

const types = {
  'application/json': 'json geojson',
  'application/jsonlines': 'jsonl ndjson',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'text/plain': 'txt text',
  'text/html': 'html htm',
  'text/libsvm': 'libsvm svm',
  'application/xml': 'xml',
  'application/yaml': 'yaml yml',
  'application/x-npy': 'npy',
  'application/x-npz': 'npz',
  'application/x-parquet': 'parquet pq',
  'application/x-recordio-protobuf': 'recordio rec pbr',
  'application/x-protobuf': 'pb protobuf',
  'application/x-pickle': 'pkl pickle',
  'application/avro': 'avro',
  'application/vnd.apache.arrow.file': 'arrow feather',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz tgz',
  'image/jpeg': 'jpg jpeg jpe',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/tiff': 'tif tiff',
  'image/bmp': 'bmp',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg oga',
  'video/mp4': 'mp4',
} as const;

const typeOf: ReadonlyMap<string, string> = new Map(
  Object.entries(types).flatMap(([type, extensions]) => extensions.split(' ').map((extension) => [extension, type] as const)),
);

const token = "[\\w!#$%&'*+.^`|~-]+";
const mediaType = new RegExp(`^${token}/${token}(\\s*;\\s*${token}=(${token}|"[\\x20\\x21\\x23-\\x7e]*"))*$`);

/** One rule of `deployment.sampleTypes`: which files, and what is said with them. */
const sampleType = v.strictObject({
  /** The end of a file's path: `cat.jpg`, `*.jpg`, `faces/*`; `*` stands for any characters but `/`. Case does not count. */
  file: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
  contentType: v.optional(v.pipe(v.string(), v.maxLength(200), v.regex(mediaType, 'a media type such as text/csv'))),
  accept: v.optional(v.pipe(v.string(), v.maxLength(200), v.regex(/^[\x21-\x7e][\x20-\x7e]*$/, 'an Accept header such as text/csv'))),
});
export const sampleTypes = v.pipe(
  v.array(sampleType),
  v.maxLength(10),
  // They are one variable of an image's build, which has some 5,500 characters for all.
  v.check((rules) => JSON.stringify(rules).length <= 1000, 'at most 1,000 characters in all, as JSON'),
);
export type SampleTypes = v.InferOutput<typeof sampleTypes>;

/** What goes with a payload. */
export interface SampleRequest {
  readonly contentType: string;
  readonly accept: string;
}

/** Content type and accept of a file: of the first rule that fits it and names one, else by its extension, else the defaults. */
export function sampleRequest(path: string, rules: SampleTypes = []): SampleRequest {
  const fitting = rules.filter(({ file }) => fits(path, file));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return {
    contentType: fitting.find((rule) => rule.contentType)?.contentType ?? typeOf.get(extension) ?? defaults.contentType,
    accept: fitting.find((rule) => rule.accept)?.accept ?? defaults.accept,
  };
}

/** `sent as image/jpeg, accept text/csv`: for the messages of everything that sends a sample. */
export const requestWords = ({ contentType, accept }: SampleRequest): string => `sent as ${contentType}, accept ${accept}`;

/** A pattern is held against the end of a path, folder by folder: in time that grows with both and no more. */
function fits(path: string, pattern: string): boolean {
  const wanted = pattern
    .toLowerCase()
    .replace(/^(\.?\/)+/, '')
    .split('/');
  const parts = path.toLowerCase().split('/').slice(-wanted.length);
  return parts.length === wanted.length && wanted.every((glob, index) => fitsName(parts[index] ?? '', glob));
}

function fitsName(name: string, glob: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = name.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** The rules as they were stored beside the samples. Throws on what is none. */
export const parseSampleTypes = (text: string): SampleTypes => (text.trim() === '' ? [] : v.parse(sampleTypes, JSON.parse(text)));

/** A file of a samples folder, by its path relative to that folder. */
export interface SampleFile {
  readonly path: string;
  readonly bytes: number;
}

/** The samples among a folder's files, in the one order that all send them in. Hidden files are none, nor is what is empty: InvokeEndpoint needs a body. */
export function samplesOf<T extends SampleFile>(files: readonly T[]): T[] {
  return files.filter(({ path, bytes }) => bytes > 0 && !/(^|\/)\./.test(path)).sort((a, b) => compareBytewise(a.path, b.path));
}

/** Why a folder's files cannot be sent as these rules say, in words: what is too large for an endpoint, and rules that fit no file. */
export function sampleProblems(files: readonly SampleFile[], rules: SampleTypes = []): string[] {
  const samples = samplesOf(files);
  return [
    ...samples.flatMap(({ path, bytes }) => (bytes > payloadLimit ? [tooLarge(`the sample ${path}`, bytes)] : [])),
    ...rules.flatMap(({ file }) =>
      samples.some(({ path }) => fits(path, file))
        ? []
        : [`deployment.sampleTypes: "${file}" fits no file of the samples: correct or remove it`],
    ),
  ];
}

/** The one sentence about what no endpoint takes. */
export const tooLarge = (what: string, bytes: number): string =>
  `${what} has ${figure(bytes)} bytes, and a real-time endpoint takes ${figure(payloadLimit)} (6 MiB) at most: send a smaller one`;

const figure = (value: number) => value.toLocaleString('en-US');
