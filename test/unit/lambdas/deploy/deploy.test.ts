import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { deploy } from '../../../../lambdas/deploy/deploy.ts';
import { deploymentKey } from '../../../../lambdas/shared/releases.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, makeWorld, putState, release } from '../fixtures.ts';

const run = makeRun();
const config = run.names.endpointConfig;
const job = { kind: 'deployment', name: 'bird-strikes', id: config, startedAt: '2026-11-21T12:00:00.000Z' };

/** One endpoint as SageMaker keeps it; undefined where there is none. */
function world(endpoint?: Record<string, unknown>) {
  const made = makeWorld();
  const sagemaker = { endpoint };
  made.aws
    .on('DescribeEndpoint', () => {
      if (!sagemaker.endpoint) throw awsError('ValidationException', 'Could not find endpoint "arn".');
      return sagemaker.endpoint;
    })
    .on('CreateEndpoint', ({ EndpointConfigName }: { EndpointConfigName: string }) => {
      sagemaker.endpoint = { EndpointStatus: 'Creating', EndpointConfigName };
    })
    .on('UpdateEndpoint', () => {
      sagemaker.endpoint = { ...sagemaker.endpoint, EndpointStatus: 'Updating' };
    })
    .on('DeleteEndpoint', () => {
      sagemaker.endpoint = { EndpointStatus: 'Deleting' };
    });
  const target = () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json')?.target;
  const record = () => made.aws.json('artifacts', 'jobs/endpoint/bird-strikes.json');
  return { ...made, world: sagemaker, target, record, run: () => deploy({ run, release: release() }, made) };
}

const pauseMs = 10 * 60_000;

const withoutInstance = (at: number) => ({
  EndpointStatus: 'InService',
  EndpointConfigName: 'old',
  FailureReason: 'CapacityError: Unable to provision',
  LastModifiedTime: new Date(at),
});

const quota = (limit: number) =>
  awsError(
    'ResourceLimitExceeded',
    `The account-level service limit 'ml.t2.medium for endpoint usage' is ${limit} Instances, with current utilization of ${limit} Instances and a request delta of 1 Instances. Please contact AWS support to request an increase for this limit.`,
  );

/** Makes every update fail until what it returns is called. */
function refuse(made: ReturnType<typeof world>, error: Error): () => void {
  made.aws.on('UpdateEndpoint', () => {
    throw error;
  });
  return () =>
    made.aws.on('UpdateEndpoint', () => {
      made.world.endpoint = { ...made.world.endpoint, EndpointStatus: 'Updating' };
    });
}

describe('deploy', () => {
  it('creates the first endpoint', async () => {
    const made = world();
    expect(await made.run()).toEqual({ job });
    expect(made.aws.calls('CreateEndpoint')).toMatchObject([{ EndpointName: 'bird-strikes', EndpointConfigName: config }]);
    expect(made.target()).toMatchObject({ run: run.id, endpointConfig: config, previousConfig: null, attempts: 1 });
    expect(made.record()).toMatchObject({ job, seenChanging: true });
  });

  it('updates an endpoint after writing down what it served', async () => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
    made.aws.on('UpdateEndpoint', () => {
      expect(made.target()).toMatchObject({ previousConfig: 'old' });
      made.world.endpoint = { EndpointStatus: 'Updating', EndpointConfigName: 'old' };
    });
    expect(await made.run()).toEqual({ job });
    expect(made.aws.calls('UpdateEndpoint')).toEqual([{ EndpointName: 'bird-strikes', EndpointConfigName: config }]);
  });

  it.each(['Creating', 'Updating', 'InService'])('changes nothing when it is called again and the endpoint is %s', async (status) => {
    const made = world(status === 'Creating' ? undefined : { EndpointStatus: 'InService', EndpointConfigName: 'old' });
    const first = await made.run();
    made.world.endpoint = { EndpointStatus: status, EndpointConfigName: status === 'Updating' ? 'old' : config };
    made.clock.ms += 5000;
    expect(await made.run()).toEqual(first);
    expect([...made.aws.calls('CreateEndpoint'), ...made.aws.calls('UpdateEndpoint')].length).toBe(1);
    expect(made.target()?.attempts).toBe(1);
  });

  it.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'])(
    "waits for somebody else's change: %s",
    async (EndpointStatus) => {
      const made = world({ EndpointStatus, EndpointConfigName: 'old' });
      await expect(made.run()).rejects.toMatchObject({ name: 'NotReady' });
      expect(made.target()).toBeNull();
    },
  );

  it('does not take an update to another configuration for its own', async () => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
    await made.run();
    made.world.endpoint = {
      EndpointStatus: 'Updating',
      EndpointConfigName: 'old',
      PendingDeploymentSummary: { EndpointConfigName: 'theirs' },
    };
    await expect(made.run()).rejects.toMatchObject({ name: 'NotReady' });
  });

  it('deletes an endpoint that failed, and creates it when that is done', async () => {
    const made = world({ EndpointStatus: 'Failed', EndpointConfigName: 'old', FailureReason: 'ping' });
    await expect(made.run()).rejects.toMatchObject({
      name: 'NotReady',
      message: expect.stringContaining('had failed (ping) and is deleted'),
    });
    await expect(made.run()).rejects.toMatchObject({ name: 'NotReady' });
    made.world.endpoint = undefined;
    expect((await made.run()).job.id).toBe(config);
    expect(made.target()).toMatchObject({ previousConfig: null });
  });

  it.each(['Could not find endpoint configuration "arn".', 'Cannot update in-progress endpoint "arn".'])(
    'asks to be called again for "%s"',
    async (text) => {
      const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
      made.aws.on('UpdateEndpoint', () => {
        throw awsError('ValidationException', text);
      });
      await expect(made.run()).rejects.toMatchObject({ name: 'NotReady', cause: { message: text } });
    },
  );

  it('tries three times for an instance, ten minutes apart, and goes back to the first configuration in the end', async () => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
    await made.run();
    const noCapacity = () => {
      made.world.endpoint = withoutInstance(made.clock.ms);
    };
    for (let attempt = 2; attempt <= 3; attempt++) {
      noCapacity();
      await expect(made.run()).rejects.toMatchObject({ name: 'CapacityUnavailable' });
      made.clock.ms += pauseMs;
      await made.run();
    }
    noCapacity();
    await expect(made.run()).rejects.toMatchObject({ name: 'DeploymentFailed', message: expect.stringContaining('3 attempts') });
    expect(made.target()).toMatchObject({ attempts: 3, previousConfig: 'old' });
  });

  it('counts no attempt that was refused, and ignores a want of instances that was there before it', async () => {
    const made = world(withoutInstance(Date.parse('2026-11-21T11:59:00.000Z')));
    const accept = refuse(made, quota(4));
    for (let call = 1; call <= 4; call++) await expect(made.run()).rejects.toMatchObject({ name: 'QuotaInUse' });
    accept();
    await made.run();
    expect(made.target()).toMatchObject({ attempts: 1, previousConfig: 'old' });

    made.world.endpoint = withoutInstance(made.clock.ms);
    made.clock.ms += pauseMs;
    const acceptAgain = refuse(made, quota(4));
    for (let call = 1; call <= 4; call++) await expect(made.run()).rejects.toMatchObject({ name: 'QuotaInUse' });
    acceptAgain();
    await made.run();
    expect(made.target()?.attempts).toBe(2);
  });

  it('counts an attempt whose answer was lost, by what the endpoint shows', async () => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old', LastModifiedTime: new Date('2026-11-21T11:00:00.000Z') });
    refuse(made, awsError('TimeoutError', 'socket hang up'));
    await expect(made.run()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(made.target()).toMatchObject({ attempts: 1, previousConfig: 'old' });
    made.world.endpoint = withoutInstance(made.clock.ms);
    await expect(made.run()).rejects.toMatchObject({ name: 'CapacityUnavailable' });
    made.clock.ms += pauseMs;
    await expect(made.run()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(made.target()?.attempts).toBe(2);
  });

  it('creates three times where there was no endpoint, one that failed before the run not counted', async () => {
    const failed = () => ({ ...withoutInstance(made.clock.ms), EndpointStatus: 'Failed', EndpointConfigName: config });
    const made = world();
    made.world.endpoint = failed();
    for (let attempt = 1; attempt <= 3; attempt++) {
      made.clock.ms += pauseMs;
      await expect(made.run()).rejects.toMatchObject({ name: 'NotReady' });
      made.world.endpoint = undefined;
      await made.run();
      expect(made.target()).toMatchObject({ attempts: attempt, previousConfig: null });
      made.world.endpoint = failed();
    }
    await expect(made.run()).rejects.toMatchObject({ name: 'DeploymentFailed', message: expect.stringContaining('3 attempts') });
    expect(made.aws.calls('CreateEndpoint').length).toBe(3);
  });

  it.each([
    ['this run has, which with the new ones is more than the quota', {}, quota(1), 'QuotaIsZero'],
    ['this run has, which with the new ones is what the quota is', {}, quota(2), 'QuotaInUse'],
    ['another run had: their type is not known', { deploymentKey: 'other' }, quota(1), 'QuotaInUse'],
    ['nobody recorded', { endpointConfig: 'other' }, quota(1), 'QuotaInUse'],
  ])('is refused an update of instances with the settings that %s', async (_what, change, refusal, name) => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old', ProductionVariants: [{ CurrentInstanceCount: 1 }] });
    const champion = { release: 'r', run: 'earlier', endpoint: 'bird-strikes', endpointConfig: 'old', at: job.startedAt };
    putState(made.aws, { champion: { ...champion, deploymentKey: deploymentKey(run), ...change } });
    refuse(made, refusal);
    const advice = 'an update keeps 1 in service until 1 more are, so 2 are needed, and the quota is 1.';
    await expect(made.run()).rejects.toMatchObject({ name, message: expect.stringContaining(name === 'QuotaIsZero' ? advice : '') });
  });

  it('leaves it to check when the update does not show at once', async () => {
    const made = world({ EndpointStatus: 'InService', EndpointConfigName: 'old' });
    made.aws.on('UpdateEndpoint', {});
    await made.run();
    expect(made.record()).toMatchObject({ seenChanging: false });
  });
});
