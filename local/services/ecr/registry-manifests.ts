import { type HttpAnswer, textAnswer } from '../http.ts';
import { findImage, removeImage, storeImage } from './images.ts';
import { digestOf, digestPattern, readManifest } from './layers.ts';
import { failure, type Route, type Visit, version } from './registry-route.ts';
import { repositoryOf } from './repositories.ts';

/** ECR's limit for a manifest. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Manifests: by tag or digest, kept byte for byte, whatever their media type. */
export const manifestRoutes: readonly Route[] = [
  { methods: ['GET', 'HEAD'], path: /\/manifests\/([^/]+)/, answer: pull },
  { methods: ['PUT'], path: /\/manifests\/([^/]+)/, answer: push },
  { methods: ['DELETE'], path: /\/manifests\/([^/]+)/, answer: remove },
  { methods: ['GET'], path: /\/tags\/list/, answer: tags },
];

function pull({ world, request, repository, reference, allow }: Visit): HttpAnswer {
  allow('ecr:BatchGetImage');
  const image = findImage(repositoryOf(world, repository), idOf(reference));
  if (!image) return unknown(reference);
  const answer = textAnswer(200, image.mediaType, readManifest(world, repository, image.digest), {
    ...version,
    'docker-content-digest': image.digest,
  });
  return request.method === 'HEAD' ? { ...answer, body: undefined } : answer;
}

async function push({ world, request, repository, reference, allow }: Visit): Promise<HttpAnswer> {
  allow('ecr:PutImage');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_MANIFEST_BYTES) return failure(413, 'SIZE_INVALID', `expected a manifest of at most ${MAX_MANIFEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  const manifest = Buffer.concat(chunks);
  const { imageDigest, imageTag } = idOf(reference);
  if (imageDigest !== undefined && imageDigest !== digestOf(manifest)) {
    return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const { digest } = storeImage(world, repository, manifest, { tag: imageTag, mediaType: request.headers['content-type'] });
  const headers = { ...version, location: `/v2/${repository}/manifests/${digest}`, 'docker-content-digest': digest, 'content-length': '0' };
  return { status: 201, headers };
}

function remove({ world, repository, reference, allow }: Visit): HttpAnswer {
  allow('ecr:BatchDeleteImage');
  const image = findImage(repositoryOf(world, repository), idOf(reference));
  if (!image) return unknown(reference);
  removeImage(world, repository, image, idOf(reference));
  return { status: 202, headers: { ...version, 'content-length': '0' } };
}

function tags({ world, repository, allow }: Visit): HttpAnswer {
  allow('ecr:ListImages');
  const names = repositoryOf(world, repository).images.flatMap((image) => image.tags);
  return textAnswer(200, 'application/json', JSON.stringify({ name: repository, tags: names.sort() }), version);
}

const idOf = (reference: string) => (digestPattern.test(reference) ? { imageDigest: reference } : { imageTag: reference });
const unknown = (reference: string): HttpAnswer => failure(404, 'MANIFEST_UNKNOWN', `Requested image not found: ${reference}`);
