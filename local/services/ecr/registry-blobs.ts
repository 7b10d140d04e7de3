import type { HttpAnswer } from '../http.ts';
import { randomUuid } from '../ids.ts';
import { appendUpload, beginUpload, blobSize, cancelUpload, digestPattern, finishUpload, readLayer, uploadSize } from './layers.ts';
import { failure, type Route, type Visit, version } from './registry-route.ts';

/** Layers and configs: asked for, pulled, and pushed whole or in chunks. */
export const blobRoutes: readonly Route[] = [
  { methods: ['GET', 'HEAD'], path: /\/blobs\/(sha256:[0-9a-f]{64})/, answer: pull },
  { methods: ['POST'], path: /\/blobs\/uploads\/?/, answer: begin },
  { methods: ['PATCH'], path: /\/blobs\/uploads\/([^/]+)/, answer: append },
  { methods: ['PUT'], path: /\/blobs\/uploads\/([^/]+)/, answer: complete },
  { methods: ['GET'], path: /\/blobs\/uploads\/([^/]+)/, answer: progress },
  { methods: ['DELETE'], path: /\/blobs\/uploads\/([^/]+)/, answer: cancel },
];

function pull({ world, request, repository, reference, allow }: Visit): HttpAnswer {
  const head = request.method === 'HEAD';
  allow(head ? 'ecr:BatchCheckLayerAvailability' : 'ecr:GetDownloadUrlForLayer');
  const size = blobSize(world, repository, reference);
  if (size === undefined) return failure(404, 'BLOB_UNKNOWN', `blob unknown to registry: ${reference}`);
  const headers = {
    ...version,
    'content-type': 'application/octet-stream',
    'content-length': String(size),
    'docker-content-digest': reference,
  };
  return { status: 200, headers, ...(head ? {} : { body: readLayer(world, repository, reference) }) };
}

/** A mount from another repository is answered as a plain upload, as ECR does; a digest in the query means the body is whole. */
async function begin(visit: Visit): Promise<HttpAnswer> {
  const { world, repository, query, allow } = visit;
  allow('ecr:InitiateLayerUpload');
  const id = randomUuid(world.random);
  beginUpload(world, repository, id);
  return query.has('digest') ? complete({ ...visit, reference: id }) : accepted(visit, id, 0);
}

async function append(visit: Visit): Promise<HttpAnswer> {
  const { world, request, repository, reference, allow } = visit;
  allow('ecr:UploadLayerPart');
  const before = uploadSize(world, repository, reference);
  if (before === undefined) return unknownUpload();
  const from = /^(?:bytes[ =])?(\d+)-/.exec(String(request.headers['content-range'] ?? ''))?.[1];
  if (from !== undefined && Number(from) !== before) {
    return { ...failure(416, 'RANGE_INVALID', `expected a chunk from byte ${before}, got one from ${from}`) };
  }
  return accepted(visit, reference, await appendUpload(world, repository, reference, request));
}

async function complete({ world, request, repository, reference, query, allow }: Visit): Promise<HttpAnswer> {
  allow('ecr:CompleteLayerUpload');
  if (uploadSize(world, repository, reference) === undefined) return unknownUpload();
  const digest = query.get('digest') ?? '';
  if (!digestPattern.test(digest)) return failure(400, 'DIGEST_INVALID', `expected ?digest=sha256:<64 hex digits>, got "${digest}"`);
  if (request.headers['content-length'] !== '0') {
    allow('ecr:UploadLayerPart');
    await appendUpload(world, repository, reference, request);
  }
  if (!(await finishUpload(world, repository, reference, digest))) {
    return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const headers = { ...version, location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest, 'content-length': '0' };
  return { status: 201, headers };
}

function progress(visit: Visit): HttpAnswer {
  visit.allow('ecr:UploadLayerPart');
  const size = uploadSize(visit.world, visit.repository, visit.reference);
  return size === undefined ? unknownUpload() : { ...accepted(visit, visit.reference, size), status: 204 };
}

function cancel({ world, repository, reference, allow }: Visit): HttpAnswer {
  allow('ecr:UploadLayerPart');
  if (uploadSize(world, repository, reference) === undefined) return unknownUpload();
  cancelUpload(world, repository, reference);
  return { status: 204, headers: version };
}

function accepted({ repository }: Visit, id: string, size: number): HttpAnswer {
  const location = `/v2/${repository}/blobs/uploads/${id}`;
  const headers = { ...version, location, range: `0-${Math.max(0, size - 1)}`, 'docker-upload-uuid': id, 'content-length': '0' };
  return { status: 202, headers };
}

const unknownUpload = (): HttpAnswer => failure(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
