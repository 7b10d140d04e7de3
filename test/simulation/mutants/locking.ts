import { fairWeather, type Mutant } from './mutant.ts';

/** Who may change and start something, and until when. */
export const locking: readonly Mutant[] = [
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
        from: 'isHeardOf(state, launch)',
        to: '(!BROKEN && isHeardOf(state, launch))',
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
        from: 'return known.commit !== commit &&',
        to: 'return (BROKEN || known.commit !== commit) &&',
      },
      {
        file: 'lambdas/shared/model-state/accept.ts',
        from: 'isHeardOf(state, launch)',
        to: '(!BROKEN && isHeardOf(state, launch))',
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
];
