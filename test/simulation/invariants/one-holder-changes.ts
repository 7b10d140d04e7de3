import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import type { Call, Invariant } from '../observation.ts';
import { functionOf, ownerOf, preparedRun, variablesOf, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** What a call makes or changes, by the name that says whose run it is of. */
const changes: Readonly<Record<string, (call: Call) => unknown>> = {
  StartBuild: (call) => variablesOf(call).JOB,
  CreateTrainingJob: ({ input }) => input.TrainingJobName,
  CreateModel: ({ input }) => input.ModelName,
  CreateEndpointConfig: ({ input }) => input.EndpointConfigName,
  CreateEndpoint: ({ input }) => input.EndpointConfigName,
  UpdateEndpoint: ({ input }) => input.EndpointConfigName,
};

/** At most one token holder changes a model: whatever a function makes is of the run that holds the lock at that moment. */
export function oneHolderChanges(): Invariant {
  const tokens = new Map<string, number>();
  const states = new Map<string, ModelState>();
  return invariant('one-holder-changes', ({ calls }, { expect }) => {
    for (const call of calls) {
      const written = writtenState(call);
      if (written) states.set(written.model, written.state);
      const run = preparedRun(call);
      if (run) tokens.set(`${run.model} ${run.id}`, run.token);
      const name = call.error || call.caller.roleArn === undefined ? undefined : changes[call.operation]?.(call);
      const owner = ownerOf(name);
      if (!owner) continue;
      const holder = states.get(owner.model)?.running;
      const token = tokens.get(`${owner.model} ${owner.run}`);
      // Recovery takes the endpoint back to an earlier run's configuration.
      const isRight = functionOf(call).endsWith('-restore-endpoint') ? holder?.phase === 'recovering' : holder?.token === token;
      const who = holder ? `${holder.execution.name} (token ${holder.token}, ${holder.phase})` : 'nobody';
      expect(
        isRight,
        () => `${functionOf(call)} called ${call.operation} of ${name} (token ${token}) while ${who} held the lock of ${owner.model}`,
      );
    }
  });
}
