import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { ModelState, Outgoing } from '../../contract/model-state.ts';
import { type Clock, iso } from '../clock.ts';
import type { Artifacts } from '../documents.ts';
import type { Log } from '../log.ts';
import { fallbackMail, isRefused } from '../mail/fallback.ts';
import { fitToSend } from '../mail/fit.ts';
import type { Mail } from '../mail/report.ts';
import { changeState, readState } from './store.ts';

export interface MailDependencies {
  readonly artifacts: Artifacts;
  readonly sns: SNSClient;
  readonly clock: Clock;
  readonly topic: string;
  readonly log: Log;
}

// Longer than any function may still run that has claimed a mail and died before its answer.
const claimMs = 6 * 60_000;

/** The state with a mail to send: written in the same compare-and-swap as what the mail says, so that neither is without the other. */
export function withMail(state: ModelState, { id, outcome, subject, body }: Pick<Outgoing, 'id' | 'outcome'> & Mail): ModelState {
  if (state.outbox.some((mail) => mail.id === id)) return state;
  return { ...state, outbox: [...state.outbox, { id, outcome, subject, body, claim: null }] };
}

/**
 * Sends what waits in the outbox. A mail is claimed first, so that two functions never send the same one; it comes twice only when the
 * answer of Publish was lost. One that cannot be sent now stays, and the sweeper tries again: a run does not fail for its mail. One that SNS
 * will never take is replaced by a short one that says so, so that nothing is tried for ever; no mail keeps another from being sent.
 */
export async function sendOutbox(model: string, { artifacts, sns, clock, topic, log }: MailDependencies): Promise<void> {
  if (!(await readState(artifacts, model)).outbox.some(isFree(iso(clock.now())))) return;
  const by = clock.unique();
  const claimed = await changeState(artifacts, clock, model, (state) => {
    const now = clock.now();
    const isMine = isFree(iso(now));
    if (!state.outbox.some(isMine)) return state;
    const claim = { by, until: iso(now + claimMs) };
    return { ...state, outbox: state.outbox.map((mail) => (isMine(mail) ? { ...mail, claim } : mail)) };
  });
  const sent = new Set<string>();
  for (const mail of claimed.outbox.filter(({ claim }) => claim?.by === by)) {
    try {
      await publishMail(model, mail, { sns, topic, log });
      sent.add(mail.id);
    } catch (error) {
      log.warn('mail not sent: the sweeper tries again', { model, mail: mail.id, error });
    }
  }
  await changeState(artifacts, clock, model, (state) => {
    if (!state.outbox.some(({ claim }) => claim?.by === by)) return state;
    const left = state.outbox.filter((mail) => !(mail.claim?.by === by && sent.has(mail.id)));
    return { ...state, outbox: left.map((mail) => (mail.claim?.by === by ? { ...mail, claim: null } : mail)) };
  });
}

const isFree =
  (now: string) =>
  ({ claim }: Outgoing): boolean =>
    claim === null || claim.until < now;

/**
 * Publishes a mail, or where SNS refuses it for good the one that stands in for it.
 * @throws what SNS answered where it may answer otherwise later, and where it refuses the other mail too: then it is not the words' fault
 */
export async function publishMail(
  model: string,
  mail: Pick<Outgoing, 'id' | 'outcome' | 'subject' | 'body'>,
  { sns, topic, log }: Pick<MailDependencies, 'sns' | 'topic' | 'log'>,
): Promise<void> {
  const about = { model, outcome: mail.outcome };
  try {
    await publish(sns, topic, mail, about);
  } catch (error) {
    if (!isRefused(error)) throw error;
    log.warn('SNS refuses a mail for good: another says so', { ...about, mail: mail.id, error, subject: mail.subject, body: mail.body });
    await publish(sns, topic, fallbackMail(model, mail, error), about);
  }
}

/** The attributes let a subscription choose its models and outcomes by a filter policy. */
async function publish(sns: SNSClient, topic: string, mail: Mail, attributes: Readonly<Record<string, string>>): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const { subject, body } = fitToSend(mail);
  await sns.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: body, MessageAttributes }));
}
