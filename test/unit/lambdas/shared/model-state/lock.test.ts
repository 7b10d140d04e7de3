import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../../lambdas/create-model/create-model.ts';
import { deploy } from '../../../../../lambdas/deploy/deploy.ts';
import { promote } from '../../../../../lambdas/promote/promote.ts';
import { registerModel } from '../../../../../lambdas/register-model/register-model.ts';
import { startImage } from '../../../../../lambdas/start-image/start-image.ts';
import { startTraining } from '../../../../../lambdas/start-training/start-training.ts';
import { startVerification } from '../../../../../lambdas/start-verification/start-verification.ts';
import { heldLock, image, makeRun, makeWorld, passed, putState, release, trained } from '../../fixtures.ts';

type World = ReturnType<typeof makeWorld>;
const run = makeRun();
const made = { training: trained(), trainingImage: image('a'), inferenceImage: image('b'), evaluation: passed };

/** Every function that changes something outside of the artifacts bucket. */
const functions: Record<string, (world: World) => Promise<unknown>> = {
  'start-image': (world) => startImage({ run, role: 'training' }, { ...world, project: 'build' }),
  'start-training': (world) => startTraining({ run, image: image(), data: {} }, world),
  'start-verification': (world) => startVerification({ run, release: release() }, { ...world, project: 'verify' }),
  'register-model': (world) => registerModel({ run, ...made }, world),
  'create-model': (world) => createModel({ run, release: release() }, world),
  deploy: (world) => deploy({ run, release: release() }, world),
  promote: (world) =>
    promote(
      {
        run,
        release: release(),
        ...made,
        verification: null,
        deployment: null,
        smokeTest: { samples: 0, latencyMs: 0, prediction: '' },
      },
      world,
    ),
};

const lost = {
  'a later run holds the lock': { running: { ...heldLock, token: 2, execution: { name: 'e2', arn: null } } },
  'its clean-up has begun': { running: { ...heldLock, phase: 'recovering' as const } },
  'nobody holds the lock': { running: null },
};

describe('a function of a run that lost the lock', () => {
  for (const [why, state] of Object.entries(lost))
    it.each(Object.keys(functions))(`touches nothing when ${why}: %s`, async (name) => {
      const world = makeWorld();
      putState(world.aws, state);
      const before = [...world.aws.objects];
      await expect(functions[name]?.(world)).rejects.toMatchObject({
        name: 'LockLost',
        message: expect.stringContaining('no longer holds the lock of bird-strikes (token 1)'),
      });
      // FakeAws throws at any call that the test does not expect: only the state was read.
      expect([...world.aws.objects]).toEqual(before);
    });
});
