import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { sourceManifest } from '../../../buildspecs/tools/source-manifest.ts';
import { imageKey } from '../../../lambdas/shared/image-key.ts';
import { ProcessRecords } from '../../../local/containers/leftovers.ts';
import { writeFiles } from '../local/containers/helpers.ts';
import { temporaryFolder } from '../local/helpers/world.ts';
import { buildWorld, zip } from '../local/services/codebuild/helpers.ts';

const repositoryUri = '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/demo';

/** As the CDK puts it into the template: JSON of the YAML. */
const buildspec = (name: string) => JSON.stringify(parse(readFileSync(`buildspecs/${name}.yml`, 'utf8')));

const files = {
  'app/Dockerfile':
    'FROM node:22-slim\nARG ANSWER=none\nENV ANSWER=$ANSWER\nWORKDIR /opt/program\nCOPY . .\nENTRYPOINT ["node", "main.mjs"]\n',
  'app/main.mjs': `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const weights = readFileSync(process.env.SAGEMAKER_BASE_DIR + '/model/weights.txt', 'utf8');
const server = createServer((request, response) => response.end(request.url === '/ping' ? '' : process.env.ANSWER + ' ' + process.env.GREETING + ' ' + weights));
server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));`,
  'samples/one.json': '{}',
  'samples/deep/two.csv': '1',
};

const permissions = [
  { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
  { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
  {
    Effect: 'Allow',
    Action: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchGetImage',
      'ecr:DescribeImages',
      'ecr:InitiateLayerUpload',
      'ecr:UploadLayerPart',
      'ecr:CompleteLayerUpload',
    ],
    Resource: 'arn:aws:ecr:us-east-1:000000000000:repository/trainyard/*',
  },
  { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], Resource: '*' },
];
const mayPush = { Effect: 'Allow', Action: ['ecr:PutImage'], Resource: '*' };

async function pipelineWorld(statements: object[] = [...permissions, mayPush]) {
  const all = await buildWorld({ statements });
  const { world, start, ended } = all;
  for (const Bucket of ['artifacts', 'assets']) await world.call('s3', 'CreateBucket', { Bucket });
  await world.call('s3', 'PutObject', { Bucket: 'assets', Key: 'tools.mjs', Body: readFileSync('dist/build-tools.mjs') });
  await world.call('ecr', 'CreateRepository', { repositoryName: 'trainyard/demo', imageTagMutability: 'IMMUTABLE' });
  const variables = (values: Record<string, string>) => ({
    environmentVariablesOverride: Object.entries({
      ARTIFACTS_BUCKET: 'artifacts',
      BUILD_TOOLS: 's3://assets/tools.mjs',
      MODEL: 'demo',
      RUN_ID: 'run-1',
      ...values,
    }).map(([name, value]) => ({ name, value })),
  });
  const exports = ({ build }: Awaited<ReturnType<typeof ended>>) =>
    Object.fromEntries((build.exportedEnvironmentVariables ?? []).map(({ name, value }) => [name, value]));
  let sources = 0;
  const buildImage = async (values: Record<string, string> = {}, source: Record<string, string> = files) => {
    const Key = `source-${++sources}.zip`;
    await world.call('s3', 'PutObject', { Bucket: 'assets', Key, Body: zip(source) });
    const defaults = {
      REPOSITORY_URI: repositoryUri,
      IMAGE_KEY: '',
      DOCKERFILE: 'Dockerfile',
      CONTEXT: 'app',
      PATHS: '[]',
      BUILD_ARGUMENTS: `{"ANSWER":"it's \\"built\\""}`,
      PLATFORM: 'linux/amd64',
      SAMPLES: 'samples',
      CACHE_IMAGE: '',
      BUILDSPEC_HASH: 'h',
    };
    const id = await start(buildspec('build-image'), {
      sourceTypeOverride: 'S3',
      sourceLocationOverride: `assets/${Key}`,
      ...variables({ ...defaults, ...values }),
    });
    const result = await ended(id);
    return { ...result, exports: exports(result) };
  };
  const verify = async (values: Record<string, string>) => {
    const result = await ended(
      await start(
        buildspec('verify-model'),
        variables({ SAMPLES_URI: '', MAX_LATENCY_MS: '5000', STARTUP_TIMEOUT_SECONDS: '60', CONTAINER_ENVIRONMENT: '{}', ...values }),
      ),
    );
    return { ...result, exports: exports(result) };
  };
  const images = async () => {
    const { imageDetails } = await world.call<{
      imageDetails: { imageDigest: string; imageTags: string[]; imageManifestMediaType: string }[];
    }>('ecr', 'DescribeImages', { repositoryName: 'trainyard/demo' });
    return imageDetails;
  };
  return { ...all, buildImage, verify, images };
}

describe('build-image', () => {
  it('computes the key, builds, pushes Docker’s schema 2 and saves the samples', async () => {
    const { buildImage, images, world } = await pipelineWorld();
    const { build, exports, log } = await buildImage();
    expect(log.join('\n')).not.toContain('Command did not exit successfully');
    expect(build.buildStatus).toBe('SUCCEEDED');
    const key = imageKey({
      manifest: sourceManifest(writeFiles(temporaryFolder(), files)),
      context: 'app',
      paths: [],
      dockerfile: 'Dockerfile',
      arguments: { ANSWER: `it's "built"` },
      platform: 'linux/amd64',
      buildspecHash: 'h',
      samples: 'samples',
    });
    const [image] = await images();
    expect(image).toMatchObject({
      imageTags: [`${key.slice(0, 16)}-run-1`],
      imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    });
    expect(exports).toEqual({
      IMAGE_KEY: key,
      IMAGE_DIGEST: image?.imageDigest,
      IMAGE_REUSED: 'false',
      SAMPLES_URI: `s3://artifacts/samples/demo/${key}/`,
    });
    const { Contents } = await world.call<{ Contents: { Key: string }[] }>('s3', 'ListObjectsV2', { Bucket: 'artifacts' });
    expect(Contents.map(({ Key }) => Key)).toEqual([`samples/demo/${key}/deep/two.csv`, `samples/demo/${key}/one.json`]);
  });

  it('stores how the samples are sent beside them, under a key of its own', async () => {
    const { buildImage, world } = await pipelineWorld();
    const SAMPLES_TYPES = '[{"file":"*.csv","accept":"text/csv"}]';
    const { exports } = await buildImage({ SAMPLES_TYPES });
    const Key = `samples/demo/${exports.IMAGE_KEY}/.sample-types.json`;
    const { Body } = await world.call<{ Body: NodeJS.ReadableStream }>('s3', 'GetObject', { Bucket: 'artifacts', Key });
    expect(await text(Body)).toBe(SAMPLES_TYPES);
    const { exports: plain } = await buildImage({ RUN_ID: 'run-2' });
    expect(plain.IMAGE_KEY).not.toBe(exports.IMAGE_KEY);
  });

  it('refuses a sample that no endpoint takes, before anything is built', async () => {
    const { buildImage, images } = await pipelineWorld();
    const { build, output } = await buildImage({}, { ...files, 'samples/film.mp4': 'x'.repeat(6_291_457) });
    expect(build.phases?.find(({ phaseType }) => phaseType === 'PRE_BUILD')?.phaseStatus).toBe('FAILED');
    expect(output.join('\n')).toContain(
      'the sample film.mp4 has 6,291,457 bytes, and a real-time endpoint takes 6,291,456 (6 MiB) at most',
    );
    expect(await images()).toEqual([]);
  });

  it('ends early when the image is known, unless the repository has lost it', async () => {
    const { buildImage, world, images } = await pipelineWorld();
    const { exports: first } = await buildImage({ IMAGE_KEY: 'a'.repeat(64) });
    const known = { digest: first.IMAGE_DIGEST, uri: `${repositoryUri}@${first.IMAGE_DIGEST}`, samples: first.SAMPLES_URI };
    await world.call('s3', 'PutObject', {
      Bucket: 'artifacts',
      Key: `images/${'a'.repeat(64)}.json`,
      Body: Buffer.from(JSON.stringify(known)),
    });
    const second = await buildImage({ IMAGE_KEY: 'a'.repeat(64), RUN_ID: 'run-2' });
    expect(second.exports).toEqual({ ...first, IMAGE_REUSED: 'true' });
    expect(second.output.join('\n')).not.toContain('Step 1');
    expect(second.output.join('\n')).toContain('is there: nothing to build.');
    await world.call('ecr', 'BatchDeleteImage', { repositoryName: 'trainyard/demo', imageIds: [{ imageDigest: first.IMAGE_DIGEST }] });
    const third = await buildImage({ IMAGE_KEY: 'a'.repeat(64), RUN_ID: 'run-3' });
    // Nothing changed, so the digest is the same again.
    expect(third.exports).toEqual(first);
    expect(await images()).toMatchObject([{ imageTags: ['aaaaaaaaaaaaaaaa-run-3'] }]);
  });

  it('takes what an earlier attempt of the same run pushed', async () => {
    const { buildImage } = await pipelineWorld();
    const first = await buildImage({ IMAGE_KEY: 'b'.repeat(64), SAMPLES: '' });
    const again = await buildImage({ IMAGE_KEY: 'b'.repeat(64), SAMPLES: '' }, { ...files, 'app/main.mjs': 'other' });
    expect(again.build.buildStatus).toBe('SUCCEEDED');
    expect(again.exports).toEqual(first.exports);
    expect(again.output.join('\n')).toContain('The tag bbbbbbbbbbbbbbbb-run-1 is pushed already.');
  });

  it('fails when the Dockerfile fails, is refused or is not there, pushing nothing', async () => {
    const { buildImage, images } = await pipelineWorld();
    const failing = await buildImage(
      { IMAGE_KEY: 'c'.repeat(64) },
      { ...files, 'app/Dockerfile': 'FROM node:22\nRUN node -e "process.exit(9)"\n' },
    );
    expect(failing.build.buildStatus).toBe('FAILED');
    expect(failing.output.join('\n')).toContain(
      'Dockerfile line 2: RUN node -e "process.exit(9)": the command returned a non-zero code: 9',
    );
    expect(failing.build.phases?.find(({ phaseType }) => phaseType === 'POST_BUILD')?.phaseStatus).toBe('FAILED');
    const refused = await buildImage(
      { IMAGE_KEY: 'c'.repeat(64) },
      { ...files, 'app/Dockerfile': 'FROM node:22\nRUN apt-get install -y x\n' },
    );
    expect(refused.output.join('\n')).toContain('apt-get would install or change system packages on this machine.');
    const missing = await buildImage({ DOCKERFILE: 'Nope' });
    expect(missing.build.phases?.find(({ phaseType }) => phaseType === 'PRE_BUILD')?.phaseStatus).toBe('FAILED');
    expect(missing.output.join('\n')).toContain('the Dockerfile "app/Nope" is not in the source');
    expect(await images()).toEqual([]);
  });

  it('fails without the right to push, in AWS’s words', async () => {
    const { buildImage } = await pipelineWorld(permissions);
    const { build, output } = await buildImage({ IMAGE_KEY: 'd'.repeat(64) });
    expect(build.buildStatus).toBe('FAILED');
    expect(output.join('\n')).toContain('is not authorized to perform: ecr:PutImage');
  });
});

describe('verify-model', () => {
  async function builtWorld() {
    const all = await pipelineWorld();
    const { exports } = await all.buildImage({ IMAGE_KEY: 'e'.repeat(64) });
    const folder = writeFiles(temporaryFolder(), { 'weights.txt': 'w' });
    const archive = join(temporaryFolder(), 'model.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', folder, '.']);
    await all.world.call('s3', 'PutObject', { Bucket: 'artifacts', Key: 'training/model.tar.gz', Body: readFileSync(archive) });
    onTestFinished(() => expect(new ProcessRecords(all.world.dataDir).all()).toEqual([]));
    const values = {
      IMAGE_URI: `${repositoryUri}@${exports.IMAGE_DIGEST}`,
      MODEL_ARTIFACT: 's3://artifacts/training/model.tar.gz',
      SAMPLES_URI: exports.SAMPLES_URI ?? '',
    };
    return { ...all, values };
  }

  it('runs the image by digest with artifact, environment and samples, and exports latencies', async () => {
    const { verify, values, world } = await builtWorld();
    // As on a machine that never built it: everything comes from the registry.
    rmSync(join(world.dataDir, 'images/process'), { recursive: true });
    const { build, exports, output } = await verify({ ...values, CONTAINER_ENVIRONMENT: '{"GREETING":"hello there"}' });
    expect(output.join('\n')).toContain('one.json (sent as application/json, accept */*): 200 in');
    expect(output.join('\n')).toContain(`it's "built" hello there w`);
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(exports).toMatchObject({ VERIFY_SAMPLES: '2', VERIFY_P50_MS: expect.stringMatching(/^\d+\.\d\d$/) });
  });

  it('fails with the container’s words when it does not start, and leaves nothing running', async () => {
    const { verify, values, world } = await builtWorld();
    await world.call('s3', 'PutObject', {
      Bucket: 'artifacts',
      Key: 'training/empty.tar.gz',
      Body: execFileSync('tar', ['-cz', '-C', temporaryFolder(), '.']),
    });
    const { build, output } = await verify({ ...values, MODEL_ARTIFACT: 's3://artifacts/training/empty.tar.gz' });
    expect(build.buildStatus).toBe('FAILED');
    expect(output.join('\n')).toContain('no such file or directory');
    expect(output.at(-1)).toMatch(/^the container ended with exit code 1/);
  });
});
