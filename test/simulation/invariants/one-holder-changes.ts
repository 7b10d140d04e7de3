import type { ModelState, Running } from '../../../lambdas/contract/model-state.ts';
import type { Run } from '../../../lambdas/contract/payloads.ts';
import type { RecoveryInput } from '../../../lambdas/contract/recovery.ts';
import type { Caller } from '../../../local/world.ts';
import { invocationOf } from '../functions/invocation.ts';
import type { Call, Invariant } from '../observation.ts';
import { functionOf, ownerOf, variablesOf, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** What makes or changes something outside, and the name that it gives there. */
const changes: Readonly<Record<string, (call: Call) => unknown>> = {
  StartBuild: (call) => variablesOf(call).JOB,
  StopBuild: ({ input }) => input.id,
  CreateTrainingJob: ({ input }) => input.TrainingJobName,
  StopTrainingJob: ({ input }) => input.TrainingJobName,
  CreateModelPackage: ({ input }) => input.ClientToken,
  UpdateModelPackage: ({ input }) => input.ModelPackageArn,
  CreateModel: ({ input }) => input.ModelName,
  CreateEndpointConfig: ({ input }) => input.EndpointConfigName,
  CreateEndpoint: ({ input }) => input.EndpointConfigName,
  UpdateEndpoint: ({ input }) => input.EndpointConfigName,
  DeleteEndpoint: ({ input }) => input.EndpointName,
};

/** Whose call it is: a run's by Prepare's answer, or a recovery's by its input; neither token is known of anybody else. */
interface Actor {
  readonly model: string;
  readonly token: number | null;
  /** Null: a recovery. */
  readonly run: string | null;
}

/**
 * At most one token holder changes a model. A function of a run found its run to hold the lock when it looked, and is still waited for when
 * it changes something: recovery, which keeps the token, gives what is under way its time. What recovery changes it does under its own.
 */
export function oneHolderChanges(): Invariant {
  const actors = new WeakMap<Caller, Actor | null>();
  /** Functions that read in the model's state that their run holds the lock. */
  const entitled = new WeakSet<Caller>();
  const states = new Map<string, ModelState>();
  return invariant('one-holder-changes', ({ calls }, { expect }) => {
    for (const call of calls) {
      const { caller, operation, error, answerLost, input } = call;
      const written = writtenState(call);
      if (written) states.set(written.model, written.state);
      if (caller.roleArn === undefined || error) continue;
      const isLook = operation === 'GetObject' && String(input.Key).startsWith('state/') && !answerLost;
      const change = changes[operation];
      if (!isLook && !change) continue;
      const actor = actors.get(caller) ?? actorOf(caller);
      actors.set(caller, actor);
      const holder = actor && states.get(actor.model)?.running;
      if (isLook && actor && holdsLock(holder, actor)) entitled.add(caller);
      if (!change) continue;
      const name = change(call);
      const isRight = actor?.run ? entitled.has(caller) && (ownerOf(name)?.run ?? actor.run) === actor.run : holder?.phase === 'recovering';
      const who = holder ? `${holder.execution.name} (token ${holder.token}, ${holder.phase})` : 'nobody';
      expect(
        isRight && actor !== null && holder?.token === actor.token,
        () => `${functionOf(call)} (token ${actor?.token}) called ${operation} of ${name} while ${who} held the lock of ${actor?.model}`,
      );
    }
  });
}

const holdsLock = (holder: Running | null | undefined, { token }: Actor): boolean =>
  holder?.token === token && (holder.phase === 'starting' || holder.phase === 'running');

function actorOf(caller: Caller): Actor | null {
  const { run, recovery } = JSON.parse(invocationOf(caller)?.event ?? '{}') as { run?: Run; recovery?: RecoveryInput };
  if (run) return { model: run.model, token: run.token, run: run.id };
  return recovery?.model ? { model: recovery.model, token: recovery.token, run: null } : null;
}
