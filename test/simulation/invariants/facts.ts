import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import type { Run } from '../../../lambdas/contract/payloads.ts';
import type { Call } from '../observation.ts';

const parsed = new WeakMap<Call, unknown>();

/** The JSON that a call put into S3; parsed once, however many ask. */
function put<T>(call: Call): T {
  let value = parsed.get(call);
  if (value === undefined) {
    const { Body } = call.input;
    value = JSON.parse(typeof Body === 'string' ? Body : Buffer.from(Body as Uint8Array).toString());
    parsed.set(call, value);
  }
  return value as T;
}

const isPut = ({ operation, error }: Call): boolean => operation === 'PutObject' && error === undefined;

/** The model state that a call wrote, and whose; undefined for every other call. */
export function writtenState(call: Call): { readonly model: string; readonly state: ModelState } | undefined {
  if (!isPut(call)) return undefined;
  const key = String(call.input.Key);
  return key.startsWith('state/') ? { model: key.slice('state/'.length, -'.json'.length), state: put<ModelState>(call) } : undefined;
}

/** The run that Prepare fixed by this call; undefined for every other call. */
export function preparedRun(call: Call): Run | undefined {
  if (!isPut(call) || !String(call.input.Key).startsWith('runs/')) return undefined;
  const run = put<Partial<Run>>(call);
  return run.id === undefined ? undefined : (run as Run);
}

/** The hash of the execution that this call says to be mailed, where no model's state could; undefined for every other call. */
export function mailedGuard(call: Call): string | undefined {
  const [, hash] = /^runs\/(.+)\.json$/.exec(String(call.input.Key)) ?? [];
  return hash && isPut(call) && put<{ mailed?: boolean }>(call).mailed ? hash : undefined;
}

/** `birds-20261121-032911-a1b2c3` with whatever is after it: whose run a name is of. */
export function ownerOf(name: unknown): { readonly model: string; readonly run: string } | undefined {
  const [, model, run] = /^(.+)-(\d{8}-\d{6}-[0-9a-f]{6})(?:-.+)?$/.exec(String(name)) ?? [];
  return model === undefined || run === undefined ? undefined : { model, run };
}

/** A build's variables, as StartBuild was given them. */
export const variablesOf = ({ input }: Call): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ((input.environmentVariablesOverride ?? []) as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  );

/** `trainyard-deploy` of a call that a function made; empty where a service or a person did. */
export const functionOf = ({ caller }: Call): string => (caller.roleArn ? caller.arn.slice(caller.arn.lastIndexOf('/') + 1) : '');

export interface PublishedMail {
  readonly model: string;
  readonly subject: string;
  readonly body: string;
  readonly outcome: string;
}

/** A mail that a function published to the topic of mails: requests for runs go to another, from no function. */
export const publishedMail = (call: Call): PublishedMail | undefined => (call.error ? undefined : triedMail(call));

/** The same, whether SNS took it or not. */
export function triedMail(call: Call): PublishedMail | undefined {
  if (call.operation !== 'Publish' || call.caller.roleArn === undefined) return undefined;
  const { Subject, Message, MessageAttributes } = call.input as {
    Subject?: string;
    Message: string;
    MessageAttributes?: Record<string, { StringValue: string }>;
  };
  const outcome = MessageAttributes?.outcome?.StringValue;
  const model = MessageAttributes?.model?.StringValue ?? '';
  return outcome === undefined ? undefined : { model, subject: Subject ?? '', body: Message, outcome };
}

/** What goes out where SNS refuses a mail for good. */
export const isFallback = ({ subject }: Pick<PublishedMail, 'subject'>): boolean => subject.endsWith(': its mail could not be sent');

/** A push as CodeCommit's trigger and EventBridge tell of it. */
interface Push {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  /** Of the event: another push of the same commit has another, and so has the other way. */
  readonly eventId: string;
}

/** The pushes that were told of by this call, or would have been: the topic may have refused it. */
export function pushed({ operation, caller, input }: Call): readonly Push[] {
  if (operation !== 'Publish') return none;
  const principal = caller.service?.principal;
  if (principal === 'events.amazonaws.com' && String(input.Message).includes('"aws.codecommit"')) {
    const { id, detail } = JSON.parse(String(input.Message)) as {
      id: string;
      detail: { repositoryName: string; referenceFullName: string; commitId: string };
    };
    return [{ repository: detail.repositoryName, ref: detail.referenceFullName, commit: detail.commitId, eventId: id }];
  }
  if (principal !== 'codecommit.amazonaws.com') return none;
  const { Records } = JSON.parse(String(input.Message)) as {
    Records: { eventId: string; eventSourceARN: string; codecommit: { references: { ref: string; commit: string }[] } }[];
  };
  return Records.flatMap(({ eventId, eventSourceARN, codecommit }) =>
    codecommit.references.map(({ ref, commit }) => ({
      repository: eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1),
      ref,
      commit,
      eventId,
    })),
  );
}

const none = [] as const;

const sweepEveryMs = 5 * 60_000;

/** Returns how many milliseconds longer a promise may take that the sweeper keeps: `each` for every sweep since then that AWS did not start in time. */
export const missedMs = (missedSweeps: readonly number[], since: number, each = sweepEveryMs): number =>
  missedSweeps.filter((at) => at >= since).length * each;
