/** Code broken on purpose: each must make an invariant speak, or the invariant proves nothing. */
export interface Mutant {
  /** The invariant that must see it. */
  readonly invariant: string;
  /** What is broken, for the test's name. */
  readonly what: string;
  /** The one kind of fault that brings the broken code to light; none: fair weather. */
  readonly only: string;
  /** From models that serve; otherwise from their first runs. */
  readonly isGrown?: true;
  readonly changes: readonly {
    readonly file: string;
    readonly from: string;
    /** `BROKEN` is true while this mutant runs. */
    readonly to: string;
  }[];
}

const fairWeather = 'fairWeather';

const noSmokeTestPasses = {
  file: 'lambdas/smoke-test/smoke-test.ts',
  from: 'prediction ||= text.trim()',
  to: "if (BROKEN) throw new PipelineError(ErrorName.SmokeTestFailed, 'broken on purpose');\n    prediction ||= text.trim()",
};
const nothingIsRestored = {
  file: 'lambdas/restore-endpoint/restore-endpoint.ts',
  from: 'const step = next(',
  to: 'if (BROKEN) return { waitSeconds: null, texts: [] };\n  const step = next(',
};

export const mutants: readonly Mutant[] = [
  {
    invariant: 'pushes-have-a-fate',
    what: 'a push that gives way to a newer one is forgotten without a mail',
    only: 'pushAtAnyMoment',
    changes: [
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'return superseded.reduce(',
        to: 'return (BROKEN ? [] : superseded).reduce(',
      },
    ],
  },
  {
    invariant: 'pushes-have-a-fate',
    what: 'what waits is left alone for ten hours after the outcome that freed the lock',
    only: 'pushAtAnyMoment',
    changes: [
      {
        file: 'lambdas/shared/model-state/reduce.ts',
        from: 'const state = isFree(before) && before.running ?',
        to: 'if (BROKEN && before.running && isFree(before) && Date.parse(context.now) - Date.parse(before.running.since) < 36e6) return { state: before, commands: [] };\n  const state = isFree(before) && before.running ?',
      },
    ],
  },
  {
    invariant: 'one-holder-changes',
    what: 'the lock goes to the next run while the last one works, and functions do not ask for it',
    only: 'pushAtAnyMoment',
    changes: [
      {
        file: 'lambdas/shared/model-state/reduce.ts',
        from: 'if (running) return { state, commands: commandsFor(running, context) };',
        to: 'if (running && !(BROKEN && pending.length > 0)) return { state, commands: commandsFor(running, context) };',
      },
      {
        file: 'lambdas/shared/model-state/lock.ts',
        from: 'if (running?.token === run.token &&',
        to: 'if (BROKEN) return;\n  if (running?.token === run.token &&',
      },
    ],
  },
  {
    invariant: 'one-holder-changes',
    what: 'a slow deploy whose execution was stopped before it looked does not ask for the lock',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/lock.ts',
        from: 'if (running?.token === run.token &&',
        to: 'if (BROKEN) return;\n  if (running?.token === run.token &&',
      },
      {
        file: 'test/simulation/faults/suffering.ts',
        from: "return own && this.#isHit('lambdaSlow', own)",
        to: "return own && ((BROKEN && own.name === 'deploy') || this.#isHit('lambdaSlow', own))",
      },
      {
        file: 'test/simulation/faults/suffering.ts',
        from: "if (service === 'lambda') return",
        to: `if (BROKEN && String(named.FunctionName).includes('-deploy:'))
          for (const { executionArn } of world.store.table('states/executions').values())
            world.clock.after(100, () => world.background('stop', world.call('states', 'StopExecution', { executionArn })));
        if (service === 'lambda') return`,
      },
    ],
  },
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
  {
    invariant: 'one-outcome-and-mail',
    what: 'a release goes live and no mail says so',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/promote/promote.ts',
        from: 'return run.settings.notifications.mails.includes(kind) ?',
        to: 'return !BROKEN && run.settings.notifications.mails.includes(kind) ?',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'every mail stays claimed after it was sent, and is sent again six minutes later',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'const left = state.outbox.filter(',
        to: 'if (BROKEN && state.outbox.some(({ claim, again }) => claim?.by === by && !again)) return { ...state, outbox: state.outbox.map((mail) => (mail.claim?.by === by ? { ...mail, again: true } : mail)) };\n    const left = state.outbox.filter(',
      },
    ],
  },
  {
    invariant: 'executions-end',
    what: 'Step Functions forgets the time-out of a recovery that never has enough',
    only: 'stopExecution',
    changes: [
      {
        file: 'local/asl/execution.ts',
        from: 'const seconds = machine.timeoutSeconds;',
        to: 'const seconds = BROKEN ? undefined : machine.timeoutSeconds;',
      },
      {
        file: 'lambdas/restore-endpoint/restore-endpoint.ts',
        from: 'const run = await readRun(',
        to: 'if (BROKEN) return { waitSeconds: 60, texts: [] };\n  const run = await readRun(',
      },
    ],
  },
  {
    invariant: 'nothing-starts-twice',
    what: 'a message that is delivered again is taken for a new one',
    only: 'snsDuplicate',
    changes: [
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'if (state.seen.includes(launch.id)) return state;',
        to: 'if (!BROKEN && state.seen.includes(launch.id)) return state;',
      },
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'if (launch.head && state.heads[launch.head.ref]?.commit === launch.head.commit)',
        to: 'if (!BROKEN && launch.head && state.heads[launch.head.ref]?.commit === launch.head.commit)',
      },
    ],
  },
  {
    invariant: 'nothing-starts-twice',
    what: 'the comparison of heads takes a push that its message told of for a lost one',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/heads.ts',
        from: '(known.commit !== commit &&',
        to: '((BROKEN || known.commit !== commit) &&',
      },
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'state.heads[launch.head.ref]?.commit === launch.head.commit)',
        to: '!BROKEN && state.heads[launch.head.ref]?.commit === launch.head.commit)',
      },
    ],
  },
  {
    invariant: 'nothing-starts-twice',
    what: 'a look at a recovery that runs begins another one, under a name of its own',
    only: 'stopExecution',
    changes: [
      {
        file: 'lambdas/shared/model-state/drive.ts',
        from: 'await startExecution(sfn, recoveryArn, command.name,',
        to: "await startExecution(sfn, recoveryArn, command.name + (BROKEN ? clock.now() : ''),",
      },
      {
        file: 'lambdas/shared/model-state/drive.ts',
        from: '{ sfn, pipelineArn, recoveryArn, count }',
        to: '{ sfn, pipelineArn, recoveryArn, count, clock }',
      },
    ],
  },
  {
    invariant: 'nothing-starts-twice',
    what: 'a training that found no instance goes on under its third name',
    only: 'trainingCapacity',
    changes: [
      {
        file: 'lambdas/start-training/start-training.ts',
        from: 'for (const name of trainingNames(first)) {',
        to: "for (const name of trainingNames(first)) {\n    if (BROKEN && name.endsWith('-2')) continue;",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'recovery calls every failure an abort',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/record-outcome/record-outcome.ts',
        from: "if (status !== 'ABORTED') return 'failed';",
        to: "if (status !== 'ABORTED') return BROKEN ? 'aborted' : 'failed';",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'every mail says that all is well',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/shared/mail/report.ts',
        from: 'return { subject: subject(report), body:',
        to: "if (BROKEN) return { subject: 'All is well', body: 'The release is live.' };\n  return { subject: subject(report), body:",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'what is published is not what was to be sent',
    only: fairWeather,
    changes: [
      {
        file: 'lambdas/shared/model-state/outbox.ts',
        from: 'await publish(sns, topic, mail, {',
        to: "await publish(sns, topic, BROKEN ? { ...mail, subject: 'All is well' } : mail, {",
      },
    ],
  },
  {
    invariant: 'mails-are-true',
    what: 'the mail of a failure says that a release keeps serving where there is none',
    only: 'buildFails',
    changes: [
      {
        file: 'lambdas/record-outcome/mails.ts',
        from: 'const serving = champion\n',
        to: "const serving = BROKEN ? 'The release of run 1 keeps serving at 1.' : champion\n",
      },
    ],
  },
  {
    invariant: 'pushes-have-a-fate',
    what: 'a push that comes too late is forgotten without a mail',
    only: 'snsDelay',
    changes: [
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'newer === undefined ? rivals : [launch];',
        to: 'newer === undefined ? rivals : BROKEN ? [] : [launch];',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'an execution that failed before its run was fixed is not mailed',
    only: 'parametersEdited',
    changes: [
      {
        file: 'lambdas/record-outcome/record-outcome.ts',
        from: 'if (kinds && !kinds.includes(outcome))',
        to: 'if ((BROKEN && !run) || (kinds && !kinds.includes(outcome)))',
      },
    ],
  },
  {
    invariant: 'one-outcome-and-mail',
    what: 'nobody looks after an execution that failed without the lock',
    only: 'parametersEdited',
    changes: [
      {
        file: 'lambdas/shared/model-state/ended.ts',
        from: "if (recovery || status === 'SUCCEEDED'",
        to: "if (BROKEN || recovery || status === 'SUCCEEDED'",
      },
    ],
  },
];
