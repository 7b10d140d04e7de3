import type { ModelState, Outgoing } from '../../../lambdas/contract/model-state.ts';
import { buildsOf } from '../../../local/services/codebuild/records.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { executions } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { functionOf, isFallback, type PublishedMail, preparedRun, publishedMail, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';
import { wrongServing, wrongWords } from './mail-words.ts';

// Prepare may be under way when its execution ends: what it writes then is no run that anybody began.
const underWayMs = 2 * 60_000;

/**
 * What a mail says is what happened: looked at when it is written, which is in the same compare-and-swap as what it says. Only what was
 * written so is published, and besides the end of an execution that no model's state knows.
 */
export function mailsAreTrue(): Invariant {
  const known = new Map<string, ReadonlySet<string>>();
  /** Launches that a mail called superseded. */
  const superseded = new Set<string>();
  /** Every mail that was ever to be sent. */
  const texts = new Set<string>();
  /** Execution → when its run was fixed. */
  const prepared = new Map<string, number>();
  return invariant('mails-are-true', ({ calls, world }, { expect }) => {
    for (const call of calls) {
      const run = preparedRun(call);
      if (run) prepared.set(run.execution.arn, call.at);
      const sent = publishedMail(call);
      // What goes out in the place of a mail that SNS refuses is looked at by every-mail-arrives.
      if (sent && !isFallback(sent) && !texts.has(textOf(sent))) {
        const lie = /-(record-outcome|sweep|finish)$/.test(functionOf(call)) ? lieOfUnknown(sent, world, prepared) : 'it was never written';
        expect(lie === undefined, () => `${sent.model}: "${sent.subject}" was published, but ${lie}`);
      }
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      const before = known.get(model);
      for (const mail of state.outbox) {
        if (before?.has(mail.id)) continue;
        if (mail.id.endsWith('-superseded')) superseded.add(mail.id.slice(0, -'-superseded'.length));
        texts.add(textOf({ model, ...mail }));
        const lie = lieOf(mail, state, world) ?? lieInWords(mail, model, state, world, (arn) => call.at - (prepared.get(arn) ?? call.at));
        expect(lie === undefined, () => `${model}: the mail ${mail.id} says "${mail.subject}", but ${lie}`);
      }
      known.set(model, new Set(state.outbox.map(({ id }) => id)));
      const launch = state.running?.launch;
      if (launch && superseded.has(launch.id))
        expect(false, () => `${model}: ${launch.id} runs, though a mail said that it was superseded`);
    }
  });
}

const textOf = ({ model, outcome, subject, body }: PublishedMail): string => [model, outcome, subject, body].join('\n');

/** Of an execution that stands in no model's state: its end, and that nothing of it began. */
function lieOfUnknown(mail: PublishedMail, world: World, prepared: ReadonlyMap<string, number>): string | undefined {
  const arn = /details\/(arn:\S+)/.exec(mail.body)?.[1] ?? '';
  const execution = executions(world).get(arn);
  if (!execution || execution.status === 'RUNNING' || prepared.has(arn)) return `the execution is ${execution?.status}, or began a run`;
  if (mail.outcome !== (execution.status === 'ABORTED' ? 'aborted' : 'failed')) return `the execution is ${execution.status}`;
  const id = mail.body.startsWith('Cleaning up') ? '-unrecovered' : '-end';
  return wrongWords({ ...mail, id }, { model: '\\S+', champion: null, execution });
}

function lieInWords(
  mail: Outgoing,
  model: string,
  { champion, runs }: ModelState,
  world: World,
  preparedFor: (execution: string) => number,
): string | undefined {
  const run = mail.id.endsWith('-end') ? runs.find((one) => mail.id === `${one.id}-end`) : undefined;
  const execution = executions(world).get(run?.execution ?? '');
  const wrong = wrongWords(mail, { model, champion, execution });
  if (wrong || !run || !['failed', 'aborted', 'superseded'].includes(mail.outcome)) return wrong;
  return mail.body.startsWith('An execution ') && preparedFor(run.execution) < underWayMs
    ? undefined
    : wrongServing(mail.body, model, champion, world);
}

/** Of an image: what CodeBuild says of its build, which is none where the image was there without one. */
function lieOfBuild(id: string, outcome: string, world: World): string | undefined {
  const job = id.slice(0, -`-${outcome}`.length);
  const build = buildsOf(world)
    .values()
    .find(({ environment }) => environment.environmentVariables?.some(({ name, value }) => name === 'JOB' && value.endsWith(job)));
  // One that vanished is gone from CodeBuild, and failed.
  if (build === undefined) return outcome === 'build-started' ? 'there is no build' : undefined;
  const status = build.buildStatus === 'SUCCEEDED' || build.buildStatus === 'IN_PROGRESS' ? build.buildStatus : 'FAILED';
  const isSo = outcome === 'build-started' || status === (outcome === 'build-succeeded' ? 'SUCCEEDED' : 'FAILED');
  return isSo ? undefined : `the build is ${build.buildStatus}`;
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
  if (id.endsWith('-unrecovered')) return run?.outcome === outcome ? undefined : `the outcome is ${run?.outcome}`;
  if (!run) return 'the state knows no such run';
  if (outcome.startsWith('build-')) return run.outcome === null ? lieOfBuild(id, outcome, world) : `the run has ended: ${run.outcome}`;
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
