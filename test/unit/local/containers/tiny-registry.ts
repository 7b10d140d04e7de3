import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readBody } from '../../../../local/containers/http.ts';

/** As much of a registry as `docker push` and `docker pull` need, in memory: the runtime is tried apart from the local ECR. */
export async function tinyRegistry() {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url.replace(/sha256[:%].*/, '…')} ${request.headers.authorization ?? ''}`.trim());
    const body = await readBody(request);
    const [, repository, kind, reference = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/([^?]*)/.exec(url) ?? [];
    const answer = (status: number, content?: Buffer | string, headers: Record<string, string> = {}) =>
      response.writeHead(status, headers).end(content);
    if (kind === 'blobs' && method === 'POST') return answer(202, undefined, { location: `/v2/${repository}/blobs/uploads/1?state=x` });
    if (kind === 'blobs' && method === 'PUT') {
      const digest = new URL(url, 'http://x').searchParams.get('digest') ?? '';
      if (digestOf(body) !== digest) return answer(400, '{"errors":[{"code":"DIGEST_INVALID","message":"it differs"}]}');
      blobs.set(digest, body);
      return answer(201);
    }
    if (kind === 'blobs') return blobs.has(reference) ? answer(200, method === 'HEAD' ? undefined : blobs.get(reference)) : answer(404);
    if (method === 'PUT') {
      for (const name of [reference, digestOf(body)]) manifests.set(`${repository} ${name}`, body);
      return answer(201);
    }
    const manifest = manifests.get(`${repository} ${reference}`);
    return manifest ? answer(200, manifest) : answer(404, `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, blobs, manifests, requests };
}

const digestOf = (body: Buffer) => `sha256:${createHash('sha256').update(body).digest('hex')}`;
