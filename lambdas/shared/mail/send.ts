import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { mailKinds, Settings } from '../../contract/settings.ts';
import type { Clock } from '../clock.ts';
import type { Artifacts } from '../documents.ts';
import { changeState, type RunIdentity, readState, withRun } from '../state.ts';
import type { Mail } from './report.ts';

export type MailKind = (typeof mailKinds)[number];

export interface MailDependencies {
  readonly artifacts: Artifacts;
  readonly sns: SNSClient;
  readonly clock: Clock;
  readonly topic: string;
}

/**
 * Sends one mail of its kind for a run, unless the model's settings leave the kind out. Remembered in the model state, so that a repeated
 * call sends nothing; a mail can come twice only when the answer of Publish itself was lost.
 */
export async function sendOnce(
  kind: MailKind,
  run: RunIdentity & { readonly model: string; readonly settings: Pick<Settings, 'notifications'> },
  compose: () => Mail | Promise<Mail>,
  { artifacts, sns, clock, topic }: MailDependencies,
): Promise<void> {
  if (!run.settings.notifications.mails.includes(kind)) return;
  const state = await readState(artifacts, run.model);
  if (state.runs.find(({ id }) => id === run.id)?.mailed.includes(kind)) return;
  await publish(sns, topic, await compose(), { model: run.model, outcome: kind });
  await changeState(artifacts, clock, run.model, (latest) => {
    const mailed = latest.runs.find(({ id }) => id === run.id)?.mailed ?? [];
    return mailed.includes(kind) ? latest : withRun(latest, run, { mailed: [...mailed, kind] });
  });
}

/** The attributes let a subscription choose its models and outcomes by a filter policy. */
export async function publish(sns: SNSClient, topic: string, mail: Mail, attributes: Readonly<Record<string, string>>): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  await sns.send(new PublishCommand({ TopicArn: topic, Subject: mail.subject, Message: mail.body, MessageAttributes }));
}
