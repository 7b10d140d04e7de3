import { createHash } from 'node:crypto';
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const repositoryName = 'trainyard/birds';
const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
interface Refusal {
  errors: { code: string; message: string }[];
}

/** The registry's errors, as its clients read them. */
const errorsOf = async (answer: Response) => ((await answer.json()) as Refusal).errors;
const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

let world: Runtime;
let ecr: ECRClient;
let registry: (method: string, path: string, more?: { headers?: Record<string, string>; body?: string }) => Promise<Response>;

/** A registry client that logs in as `docker login` does. */
async function login(credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) {
  const client = new ECRClient(clientOptions(world, credentials));
  onTestFinished(() => client.destroy());
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  const authorization = `Basic ${authorizationData?.[0]?.authorizationToken}`;
  return (method: string, path: string, more: { headers?: Record<string, string>; body?: string } = {}) =>
    fetch(new URL(path, `${world.endpointUrl}/v2/`), { method, ...more, headers: { authorization, ...more.headers } });
}

beforeEach(async () => {
  world = await testWorld();
  ecr = new ECRClient(clientOptions(world));
  onTestFinished(() => ecr.destroy());
  await ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
  registry = await login();
});

async function pushBlob(content: string, push = registry): Promise<Response> {
  const begun = await push('POST', `${repositoryName}/blobs/uploads/`);
  if (begun.status !== 202) return begun;
  return push('PUT', `${begun.headers.get('location')}?digest=${sha(content)}`, { body: content });
}

function manifestOf(config: string, ...layers: string[]): string {
  const part = (mediaType: string) => (content: string) => ({ mediaType, size: content.length, digest: sha(content) });
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: part('application/vnd.docker.container.image.v1+json')(config),
    layers: layers.map(part('application/vnd.docker.image.rootfs.diff.tar.gzip')),
  });
}

async function pushImage(tag: string, ...parts: [string, ...string[]]) {
  for (const part of parts) expect((await pushBlob(part)).status).toBe(201);
  const body = manifestOf(...parts);
  const answer = await registry('PUT', `${repositoryName}/manifests/${tag}`, { headers: { 'content-type': manifestType }, body });
  return { answer, body, digest: sha(body) };
}

const failed = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('the call should have failed'),
    ({ name, message }) => ({ name, message }),
  );

describe('the registry', () => {
  it('gives back by tag and by digest the very bytes that were pushed', async () => {
    const { answer, body, digest } = await pushImage('v1', 'config', 'layer one', 'layer two');
    expect([answer.status, answer.headers.get('docker-content-digest')]).toEqual([201, digest]);
    for (const reference of ['v1', digest]) {
      const pulled = await registry('GET', `${repositoryName}/manifests/${reference}`);
      expect([pulled.headers.get('content-type'), await pulled.text()]).toEqual([manifestType, body]);
      const head = await registry('HEAD', `${repositoryName}/manifests/${reference}`);
      expect([head.status, head.headers.get('docker-content-digest'), head.headers.get('content-length')]).toEqual([
        200,
        digest,
        String(body.length),
      ]);
    }
    expect(await (await registry('GET', `${repositoryName}/blobs/${sha('layer two')}`)).text()).toBe('layer two');
    expect(await (await registry('GET', `${repositoryName}/tags/list`)).json()).toEqual({ name: repositoryName, tags: ['v1'] });
  });

  it('takes a blob in chunks, and at once', async () => {
    const begun = await registry('POST', `${repositoryName}/blobs/uploads/`);
    const location = begun.headers.get('location') as string;
    const first = await registry('PATCH', location, { body: 'chunk one, ' });
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-10']);
    expect((await registry('PATCH', location, { body: 'x', headers: { 'content-range': '5-5' } })).status).toBe(416);
    await registry('PATCH', location, { body: 'chunk two', headers: { 'content-range': '11-19' } });
    const done = await registry('PUT', `${location}?digest=${sha('chunk one, chunk two')}`);
    expect(done.status).toBe(201);
    expect((await registry('HEAD', `${repositoryName}/blobs/${sha('chunk one, chunk two')}`)).headers.get('content-length')).toBe('20');
    expect((await registry('POST', `${repositoryName}/blobs/uploads/?digest=${sha('whole')}`, { body: 'whole' })).status).toBe(201);
  });

  it('refuses what does not have the digest, or names layers that are not there', async () => {
    const begun = await registry('POST', `${repositoryName}/blobs/uploads/`);
    const wrong = await registry('PUT', `${begun.headers.get('location')}?digest=${sha('other')}`, { body: 'content' });
    expect([wrong.status, (await errorsOf(wrong))[0]?.code]).toEqual([400, 'DIGEST_INVALID']);
    expect((await registry('HEAD', `${repositoryName}/blobs/${sha('other')}`)).status).toBe(404);
    const body = manifestOf('no config', 'no layer');
    const headers = { 'content-type': manifestType };
    const early = await registry('PUT', `${repositoryName}/manifests/v1`, { headers, body });
    expect([early.status, (await errorsOf(early))[0]?.code]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
    const otherDigest = await registry('PUT', `${repositoryName}/manifests/${sha('other')}`, { headers, body });
    expect((await errorsOf(otherDigest))[0]?.code).toBe('DIGEST_INVALID');
    const noManifest = await registry('PUT', `${repositoryName}/manifests/v1`, { headers, body: '{' });
    expect((await errorsOf(noManifest))[0]?.code).toBe('MANIFEST_INVALID');
  });

  it('moves no tag of an immutable repository, and takes the same push twice', async () => {
    await pushImage('v1', 'config', 'layer');
    expect((await pushImage('v1', 'config', 'layer')).answer.status).toBe(201);
    const { answer } = await pushImage('v1', 'config', 'other layer');
    expect(answer.status).toBe(400);
    expect(await errorsOf(answer)).toEqual([
      {
        code: 'TAG_INVALID',
        message: `The image tag 'v1' already exists in the '${repositoryName}' repository and cannot be overwritten because the repository is immutable.`,
      },
    ]);
  });

  it('knows no repository, image or upload that nobody made', async () => {
    const nothing = await registry('POST', 'trainyard/nothing/blobs/uploads/');
    expect([nothing.status, (await errorsOf(nothing))[0]]).toEqual([
      404,
      {
        code: 'NAME_UNKNOWN',
        message: "The repository with name 'trainyard/nothing' does not exist in the registry with id '000000000000'",
      },
    ]);
    const image = await registry('GET', `${repositoryName}/manifests/v9`);
    expect([image.status, (await errorsOf(image))[0]?.code]).toEqual([404, 'MANIFEST_UNKNOWN']);
    const upload = await registry('PATCH', `${repositoryName}/blobs/uploads/..%2F..%2Fx`, { body: 'x' });
    expect([upload.status, (await errorsOf(upload))[0]?.code]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('asks for a login', async () => {
    for (const authorization of [undefined, `Basic ${btoa('AWS:guess')}`, 'Bearer x']) {
      const answer = await fetch(`${world.endpointUrl}/v2/`, { headers: authorization ? { authorization } : {} });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm=/)]);
    }
    expect((await registry('GET', '')).status).toBe(200);
  });

  it('lets a role push only with the permissions it has', async () => {
    const { world: inside } = world;
    const policy = (...Action: string[]) => ({
      RoleName: 'builder',
      PolicyName: 'p',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
    });
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    await inside.call('iam', 'CreateRole', { RoleName: 'builder', AssumeRolePolicyDocument });
    await inside.call('iam', 'PutRolePolicy', policy('ecr:GetAuthorizationToken', 'ecr:InitiateLayerUpload', 'ecr:UploadLayerPart'));
    const push = await login(inside.credentials('arn:aws:iam::000000000000:role/builder'));
    const refused = await pushBlob('content', push);
    expect(refused.status).toBe(403);
    const [error] = await errorsOf(refused);
    expect(error?.code).toBe('DENIED');
    expect(error?.message).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/builder\/\S+ is not authorized to perform: ecr:CompleteLayerUpload on resource: arn:aws:ecr:us-east-1:000000000000:repository\/trainyard\/birds because no identity-based policy allows the ecr:CompleteLayerUpload action$/,
    );
    await inside.call('iam', 'PutRolePolicy', policy('ecr:*'));
    expect((await pushBlob('content', push)).status).toBe(201);
  });
});

describe('the API, with the AWS SDK', () => {
  it('finds what was pushed', async () => {
    const { body, digest } = await pushImage('v1', 'config', 'layer');
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }, { imageTag: 'v2' }, { imageDigest: digest }, {}] }),
    );
    expect(images).toMatchObject([
      { imageId: { imageDigest: digest, imageTag: 'v1' }, imageManifest: body, imageManifestMediaType: manifestType },
      { imageId: { imageDigest: digest } },
    ]);
    expect(failures).toMatchObject([
      { imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
      { failureCode: 'MissingDigestAndTag' },
    ]);
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] }));
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1'], imageSizeInBytes: 11, imagePushedAt: expect.any(Date) }]);
    expect(await failed(ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'v2' }] })))).toEqual({
      name: 'ImageNotFoundException',
      message: `The image with imageId {imageDigest:'null', imageTag:'v2'} does not exist within the repository with name '${repositoryName}' in the registry with id '000000000000'`,
    });
  });

  it('gives an image another tag, once', async () => {
    const { body: imageManifest, digest } = await pushImage('v1', 'config', 'layer');
    const put = new PutImageCommand({ repositoryName, imageTag: 'release-1', imageManifest, imageDigest: digest });
    await ecr.send(put);
    expect((await failed(ecr.send(put))).name).toBe('ImageAlreadyExistsException');
    const { imageIds } = await ecr.send(new ListImagesCommand({ repositoryName }));
    expect(imageIds).toEqual([
      { imageDigest: digest, imageTag: 'v1' },
      { imageDigest: digest, imageTag: 'release-1' },
    ]);
    const other = await pushImage('v2', 'config', 'other');
    expect(await failed(ecr.send(new PutImageCommand({ repositoryName, imageTag: 'release-1', imageManifest: other.body })))).toEqual({
      name: 'ImageTagAlreadyExistsException',
      message: `The image tag 'release-1' already exists in the '${repositoryName}' repository and cannot be overwritten because the repository is immutable.`,
    });
  });

  it('frees the layers that only a removed image used', async () => {
    const first = await pushImage('v1', 'config', 'shared', 'own');
    await pushImage('v2', 'config', 'shared');
    const removed = await ecr.send(
      new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageDigest: first.digest }, { imageTag: 'v9' }] }),
    );
    expect(removed).toMatchObject({
      imageIds: [{ imageDigest: first.digest, imageTag: 'v1' }],
      failures: [{ failureCode: 'ImageNotFound' }],
    });
    expect((await registry('HEAD', `${repositoryName}/blobs/${sha('own')}`)).status).toBe(404);
    expect((await registry('HEAD', `${repositoryName}/blobs/${sha('shared')}`)).status).toBe(200);
  });

  it('keeps repositories with their policies, and removes a full one only by force', async () => {
    await pushImage('v1', 'config');
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    expect(repositories?.[0]).toMatchObject({
      repositoryArn: 'arn:aws:ecr:us-east-1:000000000000:repository/trainyard/birds',
      repositoryUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/birds',
      imageTagMutability: 'IMMUTABLE',
    });
    expect((await failed(ecr.send(new CreateRepositoryCommand({ repositoryName })))).name).toBe('RepositoryAlreadyExistsException');
    expect((await failed(ecr.send(new GetLifecyclePolicyCommand({ repositoryName })))).name).toBe('LifecyclePolicyNotFoundException');
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: '{"rules":[]}' }));
    expect((await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).lifecyclePolicyText).toBe('{"rules":[]}');
    expect((await failed(ecr.send(new DeleteRepositoryCommand({ repositoryName })))).name).toBe('RepositoryNotEmptyException');
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
    expect(await failed(ecr.send(new ListImagesCommand({ repositoryName })))).toEqual({
      name: 'RepositoryNotFoundException',
      message: `The repository with name '${repositoryName}' does not exist in the registry with id '000000000000'`,
    });
  });
});
