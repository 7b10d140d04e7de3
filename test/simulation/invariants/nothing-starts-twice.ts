import { jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import type { Invariant } from '../observation.ts';
import { ownerOf, variablesOf, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** A redelivered message, a call that is made again and a lost answer start nothing twice: no run, no build, no training, no recovery. */
export function nothingStartsTwice(): Invariant {
  const tokens = new Map<string, number>();
  const builds = new Map<string, string>();
  return invariant('nothing-starts-twice', ({ calls, world }, { expect }) => {
    for (const call of calls) {
      if (call.error) continue;
      const written = writtenState(call);
      const running = written?.state.running;
      if (written && running?.launch) {
        const key = `${written.model} ${running.launch.id}`;
        const before = tokens.get(key) ?? running.token;
        tokens.set(key, running.token);
        if (before !== running.token) expect(false, () => `the launch ${key} took the lock twice, as ${before} and as ${running.token}`);
      }
      if (call.operation === 'StartExecution') expect(true, String);
      if (call.operation === 'StartBuild') {
        const { JOB = '' } = variablesOf(call);
        const { id } = (call.answer as { build: { id: string } }).build;
        const before = builds.get(JOB) ?? id;
        builds.set(JOB, id);
        expect(before === id, () => `two builds were started for ${JOB}: ${before} and ${id}`);
      }
      if (call.operation !== 'CreateTrainingJob') continue;
      const name = String(call.input.TrainingJobName);
      const owner = ownerOf(name);
      const first = owner && `${owner.model}-${owner.run}`;
      if (!first || name === first) expect(true, String);
      else expect(jobsOf(world).get(first)?.TrainingJobStatus === 'Failed', () => `${name} was started though ${first} has not failed`);
    }
  });
}
