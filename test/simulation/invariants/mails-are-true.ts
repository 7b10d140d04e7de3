import type { ModelState, Outgoing } from '../../../lambdas/contract/model-state.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { executions } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

/** What a mail says is what happened: looked at when it is written, which is in the same compare-and-swap as what it says. */
export function mailsAreTrue(): Invariant {
  const known = new Map<string, ReadonlySet<string>>();
  /** Launches that a mail called superseded. */
  const superseded = new Set<string>();
  return invariant('mails-are-true', ({ calls, world }, { expect }) => {
    for (const call of calls) {
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      const before = known.get(model);
      for (const mail of state.outbox) {
        if (before?.has(mail.id)) continue;
        if (mail.id.endsWith('-superseded')) superseded.add(mail.id.slice(0, -'-superseded'.length));
        const lie = lieOf(mail, state, world);
        expect(lie === undefined, () => `${model}: the mail ${mail.id} says "${mail.subject}", but ${lie}`);
      }
      known.set(model, new Set(state.outbox.map(({ id }) => id)));
      const launch = state.running?.launch;
      if (launch && superseded.has(launch.id))
        expect(false, () => `${model}: ${launch.id} runs, though a mail said that it was superseded`);
    }
  });
}

function lieOf({ id, outcome }: Outgoing, state: ModelState, world: World): string | undefined {
  const { champion, running, runs, pending } = state;
  if (id.endsWith('-superseded')) {
    const launch = id.slice(0, -'-superseded'.length);
    return pending.some((other) => other.id === launch) || running?.launch?.id === launch ? 'the launch waits or runs' : undefined;
  }
  if (id.endsWith('-stuck')) return running?.phase === 'stuck' ? undefined : 'the model is not locked';
  if (id.endsWith('-refused')) return running && id.startsWith(`${running.execution.name}-`) ? 'it holds the lock' : undefined;
  const run = runs.find((one) => id.startsWith(`${one.id}-`));
  if (!run) return 'the state knows no such run';
  if (id.endsWith('-started')) return run.outcome === null ? undefined : `the run has ended: ${run.outcome}`;
  const status = executions(world).get(run.execution)?.status;
  switch (outcome) {
    case 'succeeded':
    case 'rolled-back':
    case 'unchanged': {
      if (run.outcome !== (outcome === 'unchanged' ? outcome : 'succeeded')) return `the outcome is ${run.outcome}`;
      if (outcome !== 'unchanged' && champion?.run !== run.id) return `the champion is of the run ${champion?.run}`;
      const { EndpointStatus, EndpointConfigName } = endpointsOf(world).get(champion?.endpoint ?? '') ?? {};
      const serves = EndpointStatus === 'InService' ? EndpointConfigName : EndpointStatus;
      return serves === champion?.endpointConfig ? undefined : `the endpoint ${champion?.endpoint} serves ${serves}`;
    }
    case 'rejected':
      return run.outcome === 'rejected' && champion?.run !== run.id
        ? undefined
        : `the outcome is ${run.outcome}, the champion of ${champion?.run}`;
    default:
      if (run.outcome !== outcome) return `the outcome is ${run.outcome}`;
      if (champion?.run === run.id) return 'its release is the champion';
      if (outcome === 'failed') return status === 'FAILED' || status === 'TIMED_OUT' ? undefined : `the execution is ${status}`;
      return status === 'ABORTED' ? undefined : `the execution is ${status}`;
  }
}
