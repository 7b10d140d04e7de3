import { describe, expect, it } from 'vitest';
import { registerModel } from '../../../../lambdas/register-model/register-model.ts';
import { deploymentKey } from '../../../../lambdas/shared/releases.ts';
import { awsError } from '../fake-aws.ts';
import { image, makeRun, makeWorld, modelPackage, packageArn, passed, putChampion, trained } from '../fixtures.ts';

const run = makeRun();
const input = { run, training: trained(), trainingImage: image('a'), inferenceImage: image('b'), evaluation: passed };

/** A Model Registry with what was put into it. */
function world(packages: Record<string, object> = {}) {
  const made = makeWorld();
  made.aws
    .on('ListModelPackages', () => ({
      ModelPackageSummaryList: Object.keys(packages)
        .map((ModelPackageArn) => ({ ModelPackageArn }))
        .reverse(),
    }))
    .on('DescribeModelPackage', ({ ModelPackageName }: { ModelPackageName: string }) => {
      if (!packages[ModelPackageName]) throw awsError('ValidationException', `ModelPackage ${ModelPackageName} does not exist`);
      return packages[ModelPackageName];
    })
    .on('CreateModelPackage', (request: { CustomerMetadataProperties: object; InferenceSpecification: object }) => {
      const ModelPackageArn = packageArn.replace(/\d$/, String(Object.keys(packages).length + 1));
      packages[ModelPackageArn] = { ...request, ModelPackageArn, ModelPackageVersion: Object.keys(packages).length + 1 };
      return { ModelPackageArn };
    })
    .on('BatchGetImage', {
      images: [{ imageManifest: '{}', imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json' }],
    })
    .on('PutImage', {});
  return made;
}

describe('register-model', () => {
  it('registers artifact, image, metrics, source, data and run', async () => {
    const made = world();
    const release = await registerModel(input, made);
    expect(release).toEqual({
      arn: packageArn,
      version: 1,
      artifact: trained().artifact,
      trainingImage: image('a').uri,
      inferenceImage: image('b').uri,
      samples: 's3://artifacts/samples/x/',
      metrics: { auc: 0.79 },
      inService: false,
    });
    expect(made.aws.calls('CreateModelPackage')).toMatchObject([
      {
        ModelPackageGroupName: 'bird-strikes',
        ModelApprovalStatus: 'PendingManualApproval',
        ClientToken: run.id,
        CustomerMetadataProperties: {
          run: run.id,
          source: '0123456789ab',
          evaluationData: 'data-2',
          'metric:auc': '0.79',
          trainingKey: 'training-key',
        },
      },
    ]);
  });

  it('asks for another call while the new package is not shown yet', async () => {
    const made = world();
    made.aws.on('DescribeModelPackage', () => {
      throw awsError('ValidationException', `ModelPackage ${packageArn} does not exist`);
    });
    await expect(registerModel(input, made)).rejects.toMatchObject({ name: 'NotReady', message: expect.stringContaining(packageArn) });
  });

  it("tags both images as a release's by their digests, a shared one once", async () => {
    const made = world();
    await registerModel(input, made);
    expect(made.aws.calls<{ imageTag: string }>('PutImage').map(({ imageTag }) => imageTag)).toEqual([
      `release-${'b'.repeat(16)}`,
      `release-${'a'.repeat(16)}`,
    ]);
    const shared = world();
    await registerModel({ ...input, trainingImage: image('b') }, shared);
    expect(shared.aws.calls('PutImage').length).toBe(1);
  });

  it('registers one package however often it is called', async () => {
    const made = world();
    const first = await registerModel(input, made);
    made.aws.on('PutImage', () => {
      throw awsError('ImageAlreadyExistsException');
    });
    expect(await registerModel(input, made)).toEqual(first);
    expect(made.aws.calls('CreateModelPackage').length).toBe(1);
  });

  it('fails with ReleaseGone when an image left the repository', async () => {
    const made = world();
    made.aws.on('BatchGetImage', { images: [], failures: [{ failureCode: 'ImageNotFound' }] });
    await expect(registerModel(input, made)).rejects.toMatchObject({ name: 'ReleaseGone' });
  });

  it('writes only what a package may hold, and reads every metric name back', async () => {
    const made = world();
    const metrics = { auc: 0.79, 'recall=0.5 (%)': 0.4, 'größe,m²': 1e-7, bad: null };
    const release = await registerModel(
      { ...input, training: trained({ key: '', metrics }), inferenceImage: image('b', { samples: null }) },
      made,
    );
    const [call] = made.aws.calls<{ CustomerMetadataProperties: Record<string, string> }>('CreateModelPackage');
    const texts = Object.entries(call?.CustomerMetadataProperties ?? {}).flat();
    expect(texts.filter((text) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(text))).toEqual([]);
    expect(release).toMatchObject({ samples: null, metrics: { auc: 0.79, 'recall=0.5 (%)': 0.4, 'größe,m²': 1e-7 } });
  });

  it('keeps within the 50 entries that a package holds, the metric of the gate first', async () => {
    const made = world();
    const metrics = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, i]));
    await registerModel({ ...input, training: trained({ metrics: { ...metrics, auc: 0.79 } }) }, made);
    const [call] = made.aws.calls<{ CustomerMetadataProperties: Record<string, string> }>('CreateModelPackage');
    expect(Object.keys(call?.CustomerMetadataProperties ?? {}).length).toBeLessThanOrEqual(50);
    expect(call?.CustomerMetadataProperties['metric:auc']).toBe('0.79');
  });
});

describe('when nothing changed', () => {
  function unchanged(endpoint: object, champion: object = {}) {
    const made = world({ [packageArn]: modelPackage() });
    putChampion(made.aws, { deploymentKey: deploymentKey(run), ...champion });
    made.aws.on('DescribeEndpoint', { EndpointStatus: 'InService', EndpointConfigName: 'old', ...endpoint });
    return made;
  }

  it("gives the champion's package, in service as the endpoint says", async () => {
    const made = unchanged({});
    expect(await registerModel(input, made)).toMatchObject({ arn: packageArn, inService: true });
    expect([...made.aws.calls('CreateModelPackage'), ...made.aws.calls('PutImage')]).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['the endpoint serves another configuration', { EndpointConfigName: 'other' }, {}],
    ['the endpoint is being updated', { EndpointStatus: 'Updating' }, {}],
    ['the deployment settings changed', {}, { deploymentKey: 'other' }],
    ['the endpoint has another name', {}, { endpoint: 'other' }],
  ])('is not in service when %s, and still no second package', async (_why, endpoint, champion) => {
    const made = unchanged(endpoint, champion);
    expect(await registerModel(input, made)).toMatchObject({ arn: packageArn, inService: false });
    expect(made.aws.calls('CreateModelPackage')).toEqual([]);
  });

  it('is not in service when the endpoint was deleted', async () => {
    const made = unchanged({});
    made.aws.on('DescribeEndpoint', () => {
      throw awsError('ValidationException', 'Could not find endpoint "arn".');
    });
    expect((await registerModel(input, made)).inService).toBe(false);
  });

  it('registers anew for another artifact', async () => {
    const made = unchanged({});
    const release = await registerModel({ ...input, training: trained({ artifact: 's3://artifacts/new/model.tar.gz' }) }, made);
    expect(release).toMatchObject({ version: 2, inService: false });
  });
});
