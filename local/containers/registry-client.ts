import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ContainerError } from './errors.ts';
import { type HttpReply, readBody, send } from './http.ts';

/** SageMaker refuses OCI manifests, so images are Docker schema 2 here as on AWS. */
export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
export const configType = 'application/vnd.docker.container.image.v1+json';
export const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

export interface Blob {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

export interface ImageName {
  /** Without the registry's host. */
  readonly repository: string;
  /** A tag or `sha256:…`. */
  readonly reference: string;
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/repo:tag` (or `@digest`) as the local registry knows it; undefined: not an ECR name. */
export function ecrName(name: string): ImageName | undefined {
  const [, path] = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/.exec(name) ?? [];
  if (path === undefined) return undefined;
  const [, repository = '', digest, tag] = /^([^@:]+)(?:@(sha256:[0-9a-f]{64})|:([\w][\w.-]{0,127}))?$/.exec(path) ?? [];
  if (repository === '')
    throw new ContainerError(`"${name}" is not an image name: expected <repository>:<tag> or <repository>@sha256:<64 hex digits>`);
  return { repository, reference: digest ?? tag ?? 'latest' };
}

export const digestOf = (content: Uint8Array | string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Speaks to the registry of the local ECR, as docker does to a real one. */
export class RegistryClient {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  /** `authorization`: the value of the header, from `docker login`. */
  constructor(endpointUrl: string, authorization?: string) {
    this.#base = `${endpointUrl}/v2/`;
    this.#headers = authorization ? { authorization } : {};
  }

  async putBlob(repository: string, digest: string, content: Buffer | { readonly file: string }): Promise<void> {
    const known = await this.#send(`${repository}/blobs/${digest}`, 'HEAD');
    known.body.resume();
    if (known.status === 200) return;
    const begun = await this.#send(`${repository}/blobs/uploads/`, 'POST');
    await expectStatus(begun, 202, `pushing to ${repository}`);
    const url = new URL(begun.headers.location ?? '', this.#base);
    url.searchParams.set('digest', digest);
    const body = Buffer.isBuffer(content) ? content : createReadStream(content.file);
    const length = Buffer.isBuffer(content) ? content.length : (await stat(content.file)).size;
    const headers = { ...this.#headers, 'content-type': 'application/octet-stream', 'content-length': String(length) };
    await expectStatus(await send(url, { method: 'PUT', headers, body }), 201, `pushing to ${repository}`);
  }

  async putManifest({ repository, reference }: ImageName, manifest: Manifest): Promise<string> {
    const body = JSON.stringify(manifest, undefined, 2);
    const reply = await this.#send(`${repository}/manifests/${reference}`, 'PUT', { 'content-type': manifestType }, body);
    await expectStatus(reply, 201, `pushing ${repository}:${reference}`);
    return digestOf(body);
  }

  async manifest({ repository, reference }: ImageName): Promise<{ manifest: Manifest; digest: string }> {
    const reply = await this.#send(`${repository}/manifests/${reference}`, 'GET', { accept: manifestType });
    const body = await expectStatus(reply, 200, `pulling ${repository}:${reference}`);
    const digest = digestOf(body);
    if (reference.startsWith('sha256:') && reference !== digest) {
      throw new ContainerError(`pulling ${repository}@${reference}: the registry sent a manifest of digest ${digest}`);
    }
    return { manifest: JSON.parse(body.toString('utf8')) as Manifest, digest };
  }

  async blob(repository: string, digest: string): Promise<Readable> {
    const reply = await this.#send(`${repository}/blobs/${digest}`, 'GET');
    if (reply.status !== 200) await expectStatus(reply, 200, `pulling ${digest} from ${repository}`);
    return reply.body;
  }

  #send(path: string, method: string, headers: Record<string, string> = {}, body?: string): Promise<HttpReply> {
    return send(this.#base + path, { method, headers: { ...this.#headers, ...headers }, body });
  }
}

async function expectStatus(reply: HttpReply, status: number, doing: string): Promise<Buffer> {
  const body = await readBody(reply.body);
  if (reply.status === status) return body;
  throw new ContainerError(`${doing}: ${registryText(reply.status, body.toString('utf8'))}`);
}

function registryText(status: number, body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code: string; message: string }[] };
    const [first] = errors ?? [];
    if (first) return `${first.code}: ${first.message}`;
  } catch {
    // not the registry's JSON: the status and the text say it
  }
  return `the registry answered ${status} ${body.slice(0, 300)}`.trim();
}
