import { fairWeather, type Mutant } from './mutant.ts';

const noSmokeTestPasses = {
  file: 'lambdas/smoke-test/smoke-test.ts',
  from: 'prediction ||= shownAnswer(',
  to: "if (BROKEN) throw new PipelineError(ErrorName.SmokeTestFailed, 'broken on purpose');\n    prediction ||= shownAnswer(",
};
const nothingIsRestored = {
  file: 'lambdas/restore-endpoint/restore-endpoint.ts',
  from: 'const step = next(',
  to: 'if (BROKEN) return { waitSeconds: null, texts: [] };\n  const step = next(',
};

/** What serves, is kept, and costs money. */
export const serving: readonly Mutant[] = [
  {
    invariant: 'champion-serves-at-rest',
    what: 'promote forgets to make the release the champion',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/promote/promote.ts',
        from: "champion: outcome === 'unchanged' ?",
        to: "champion: BROKEN || outcome === 'unchanged' ?",
      },
    ],
  },
  {
    invariant: 'serves-what-was-checked',
    what: 'the gate lets everything pass',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/evaluate/evaluate.ts',
        from: "verdict: passed ? 'passed' : 'rejected'",
        to: "verdict: BROKEN || passed ? 'passed' : 'rejected'",
      },
    ],
  },
  {
    invariant: 'serves-what-was-checked',
    what: 'a failed verification counts as a good one',
    only: 'verificationGarbage',
    changes: [
      {
        file: 'lambdas/shared/jobs/build.ts',
        from: "if (build.buildStatus === 'SUCCEEDED')",
        to: "if (build.buildStatus === 'SUCCEEDED' || (BROKEN && job.kind === 'verification'))",
      },
    ],
  },
  {
    invariant: 'serves-what-was-checked',
    what: 'no build tries what a build is to try',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/start-verification/start-verification.ts',
        from: "if (run.settings.verification.by === 'endpoint')",
        to: "if (BROKEN || run.settings.verification.by === 'endpoint')",
      },
    ],
  },
  {
    invariant: 'serves-what-was-checked',
    what: 'deploy deletes the endpoint that serves and creates it again',
    only: fairWeather,
    isGrown: true,
    changes: [
      {
        file: 'lambdas/deploy/deploy.ts',
        from: "if (status === 'Failed') {",
        to: "if (status === 'Failed' || (BROKEN && status === 'InService')) {",
      },
    ],
  },
  {
    invariant: 'serves-what-was-checked',
    what: 'no smoke test passes, recovery leaves the endpoint as it is, and the next run begins',
    only: 'pushAtAnyMoment',
    isGrown: true,
    changes: [noSmokeTestPasses, nothingIsRestored],
  },
  {
    invariant: 'nothing-in-use-is-gone',
    what: 'SageMaker loses the configuration of an endpoint that came up',
    only: fairWeather,
    changes: [
      {
        file: 'local/services/sagemaker/hosting/deploy.ts',
        from: 'liveOf(world, name).current = Promise.resolve(fleet);',
        to: "liveOf(world, name).current = Promise.resolve(fleet);\n  if (BROKEN) world.store.table('sagemaker/endpoint-configs').delete(findEndpoint(world, name).EndpointConfigName);",
      },
    ],
  },
  {
    invariant: 'nothing-in-use-is-gone',
    what: 'a release is registered without keeping its image',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/register-model/register-model.ts',
        from: 'await keep(ecr, inferenceImage);',
        to: 'if (!BROKEN) await keep(ecr, inferenceImage);',
      },
    ],
  },
  {
    invariant: 'nothing-in-use-is-gone',
    what: 'SageMaker loses the configuration that an endpoint is changing to',
    only: fairWeather,
    isGrown: true,
    changes: [
      {
        file: 'local/services/sagemaker/hosting/deploy.ts',
        from: 'const fleet = newFleet(world, name, configName);',
        to: "const fleet = newFleet(world, name, configName);\n  if (BROKEN) queueMicrotask(() => world.store.table('sagemaker/endpoint-configs').delete(configName));",
      },
    ],
  },
  {
    invariant: 'nothing-bills-unseen',
    what: 'no smoke test passes, recovery leaves the endpoint behind, and the sweeper measures nothing',
    only: fairWeather,
    changes: [
      noSmokeTestPasses,
      nothingIsRestored,
      { file: 'lambdas/sweep/billing.ts', from: '{ value: things.length }', to: '{ value: BROKEN ? 0 : things.length }' },
    ],
  },
];
