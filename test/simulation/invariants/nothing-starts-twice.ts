import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import { jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import { executions } from '../../../local/services/states/records.ts';
import type { Call, Invariant } from '../observation.ts';
import { preparedRun, variablesOf, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** A redelivered message, a call that is made again and a lost answer start nothing twice: no run, no build, no training, no recovery. */
export function nothingStartsTwice(): Invariant {
  const states = new Map<string, ModelState>();
  /** What was started for what: the first there was. */
  const first = new Map<string, unknown>();
  /** Model and token of every run that was begun. */
  const begun = new Set<string>();
  return invariant('nothing-starts-twice', ({ calls, world }, { expect }) => {
    const expectOne = (what: string, started: unknown) => {
      const before = first.get(what) ?? started;
      first.set(what, before);
      expect(before === started, () => `${what} was begun twice: as ${before} and as ${started}`);
    };
    for (const call of calls) {
      if (call.error) continue;
      const run = preparedRun(call);
      if (run) begun.add(`${run.model} ${run.token}`);
      const written = writtenState(call);
      if (written) states.set(written.model, written.state);
      const running = written?.state.running;
      if (written && running?.launch) {
        const { id, head } = running.launch;
        expectOne(`the launch ${id} of ${written.model}`, running.token);
        // One push is heard of by its messages and by the comparison of heads, each with an id of its own. Once no run began with it, another may.
        const push = head && `the push of ${head.commit} to ${head.ref} for ${written.model}`;
        if (push && !begun.has(`${written.model} ${first.get(push)}`) && first.get(push) !== running.token) first.delete(push);
        if (push) expectOne(push, running.token);
      }
      if (call.operation === 'StartExecution' && call.caller.roleArn !== undefined) {
        const { executionArn } = call.answer as { executionArn: string };
        // Step Functions answers a call that is made again with the execution that runs.
        if (first.has(executionArn)) continue;
        first.set(executionArn, true);
        const { model, recovered, token, attempt } = startedFor(call, states);
        expectOne(recovered ? `recovery ${attempt} of ${recovered}` : `the run with token ${token} of ${model}`, executionArn);
        const former = recovered && (first.get(`recovery ${attempt - 1} of ${recovered}`) as string | undefined);
        if (!former) continue;
        const { status } = executions(world).get(former) ?? {};
        const isOver = status !== 'RUNNING' && status !== 'SUCCEEDED';
        expect(isOver, () => `${executionArn} was started though ${former} is ${status}`);
      }
      if (call.operation === 'StartBuild') {
        const { JOB = '' } = variablesOf(call);
        expectOne(`the build ${JOB}`, (call.answer as { build: { id: string } }).build.id);
      }
      if (call.operation !== 'CreateTrainingJob') continue;
      const name = String(call.input.TrainingJobName);
      const [, stem, attempt] = /^(.+-\d{8}-\d{6}-[0-9a-f]{6})(?:-(\d))?$/.exec(name) ?? [];
      const before = attempt && (attempt === '2' ? stem : `${stem}-${Number(attempt) - 1}`);
      expect(
        !before || jobsOf(world).get(before)?.TrainingJobStatus === 'Failed',
        () => `${name} was started though ${before} has not failed`,
      );
    }
  });
}

/** What a function starts an execution for: the run that has the lock, or the recovery of an execution. */
function startedFor({ input }: Call, states: ReadonlyMap<string, ModelState>) {
  const {
    model,
    execution: recovered,
    token,
  } = JSON.parse(String(input.input)) as { model: string; execution?: string; token?: number | null };
  const running = states.get(model)?.running;
  // Who never held the lock has its attempt in the name alone: 11 to 13 here, since a recovery under a lock is another thing.
  const attempt = token === null ? 10 + Number(/-(\d)$/.exec(String(input.name))?.[1] ?? 1) : (running?.recoveries ?? 0);
  return { model, recovered, token: running?.token, attempt };
}
