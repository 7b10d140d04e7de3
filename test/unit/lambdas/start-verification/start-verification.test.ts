import { describe, expect, it } from 'vitest';
import { startVerification } from '../../../../lambdas/start-verification/start-verification.ts';
import { awsError } from '../fake-aws.ts';
import { image, makeRun, makeWorld, modelPackage, packageArn, release, trained } from '../fixtures.ts';

function world() {
  const made = makeWorld();
  made.aws.on('StartBuild', { build: { id: 'trainyard-verify-model:1' } }).on('DescribeModelPackage', modelPackage());
  return { ...made, project: 'trainyard-verify-model' };
}

describe('start-verification', () => {
  it('gives the build the image by digest, the artifact and the samples', async () => {
    const made = world();
    const run = makeRun({ settings: { deployment: { environment: { MODE: 'fast' }, maxLatencyMs: 50 } } });
    const answer = await startVerification({ run, release: release() }, made);
    expect(answer).toMatchObject({
      release: release(),
      job: { kind: 'verification', name: run.names.verification, id: 'trainyard-verify-model:1' },
    });
    const [call] = made.aws.calls<{ environmentVariablesOverride: { name: string; value: string }[] }>('StartBuild');
    expect(Object.fromEntries(call?.environmentVariablesOverride.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      RUN_ID: run.id,
      MODEL: 'bird-strikes',
      JOB: run.names.verification,
      IMAGE_URI: image('b').uri,
      MODEL_ARTIFACT: trained().artifact,
      SAMPLES_URI: 's3://artifacts/samples/x/',
      MAX_LATENCY_MS: '50',
      STARTUP_TIMEOUT_SECONDS: '480',
      CONTAINER_ENVIRONMENT: '{"MODE":"fast"}',
      VERIFY_GPU: '',
    });
  });

  it.each([
    [{}, { computeTypeOverride: 'BUILD_GENERAL1_SMALL' }],
    [{ build: { computeType: 'BUILD_GENERAL1_LARGE' } }, { computeTypeOverride: 'BUILD_GENERAL1_LARGE' }],
    [
      { build: { computeType: 'BUILD_GENERAL1_LARGE' }, verification: { computeType: 'BUILD_GENERAL1_2XLARGE', timeoutMinutes: 60 } },
      { computeTypeOverride: 'BUILD_GENERAL1_2XLARGE', timeoutInMinutesOverride: 60 },
    ],
    [
      { build: { computeType: 'BUILD_GENERAL1_MEDIUM' }, verification: { gpu: true } },
      { computeTypeOverride: 'BUILD_GENERAL1_SMALL', environmentTypeOverride: 'LINUX_GPU_CONTAINER' },
    ],
  ])('runs with %j on %j', async (settings, wanted) => {
    const made = world();
    await startVerification({ run: makeRun({ settings }), release: release() }, made);
    const [{ computeTypeOverride, environmentTypeOverride, ...call } = {}] = made.aws.calls('StartBuild');
    expect({ ...call, computeTypeOverride, ...(environmentTypeOverride !== undefined && { environmentTypeOverride }) }).toMatchObject(
      wanted,
    );
    expect(environmentTypeOverride !== undefined).toBe('environmentTypeOverride' in wanted);
    const VERIFY_GPU = 'environmentTypeOverride' in wanted ? 'true' : '';
    expect(call.environmentVariablesOverride).toContainEqual({ name: 'VERIFY_GPU', value: VERIFY_GPU, type: 'PLAINTEXT' });
  });

  it('starts nothing where the endpoint is asked first, and reads the release of a rollback all the same', async () => {
    const made = world();
    const verification = { by: 'endpoint' };
    const run = makeRun({ release: packageArn, settings: { verification } });
    expect(await startVerification({ run, release: null }, made)).toMatchObject({ job: null, release: { arn: packageArn } });
    expect(await startVerification({ run: makeRun({ settings: { verification } }), release: release() }, made)).toEqual({
      job: null,
      release: release(),
    });
    expect(made.aws.calls('StartBuild')).toEqual([]);
  });

  it('gives the build more time than the container may take to start, and a token that AWS takes', async () => {
    const made = world();
    const run = makeRun({ settings: { deployment: { startupTimeoutSeconds: 3600 } } });
    await startVerification({ run, release: release() }, made);
    const [call] = made.aws.calls<{ timeoutInMinutesOverride: number; idempotencyToken: string }>('StartBuild');
    expect(call).toMatchObject({ timeoutInMinutesOverride: 90, idempotencyToken: `${run.id}-verification` });
  });

  it('reads the release of a rollback from the Model Registry', async () => {
    const made = world();
    const { release: found } = await startVerification({ run: makeRun({ release: packageArn }), release: null }, made);
    expect(found).toMatchObject({ arn: packageArn, version: 1, inferenceImage: image('b').uri, metrics: { auc: 0.78 }, inService: false });
  });

  it('says so when that release is gone', async () => {
    const made = world();
    made.aws.on('DescribeModelPackage', () => {
      throw awsError('ValidationException', 'ModelPackage does not exist');
    });
    const started = startVerification({ run: makeRun({ release: packageArn }), release: null }, made);
    await expect(started).rejects.toMatchObject({ name: 'ReleaseGone', message: expect.stringContaining(packageArn) });
  });

  it('starts no second build when it is called again', async () => {
    const made = world();
    const input = { run: makeRun(), release: release() };
    const first = await startVerification(input, made);
    expect(await startVerification(input, made)).toEqual(first);
    expect(made.aws.calls('StartBuild').length).toBe(1);
  });
});
