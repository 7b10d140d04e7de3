import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../../../lambdas/contract/model-state.ts';
import { rejectedMail, startedMail } from '../../../../lambdas/notify/mails.ts';
import { liveMail } from '../../../../lambdas/promote/mail.ts';
import { failedMail, unpreparedMail } from '../../../../lambdas/record-outcome/mails.ts';
import { buildMail } from '../../../../lambdas/shared/mail/build-mails.ts';
import { fallbackMail } from '../../../../lambdas/shared/mail/fallback.ts';
import { fitToSend } from '../../../../lambdas/shared/mail/fit.ts';
import { refusedMail, stuckMail, supersededMail, unrecoveredMail } from '../../../../lambdas/shared/mail/launch-mails.ts';
import type { Mail } from '../../../../lambdas/shared/mail/report.ts';
import { checkMessage } from '../../../../local/services/sns/message.ts';
import { faultOf, hostileText, hostileTexts, spoiled } from '../../../support/hostile-text.ts';
import * as given from './fixtures.ts';

const outgoing = (text: string): Outgoing => ({ id: `run${text}`, outcome: 'failed', subject: text, body: text, claim: null });

/** Every mail there is, with a text after each word that people or their programs wrote. */
const mailsWith = (text: string): Mail[] => {
  const bad = <T>(value: T): T => spoiled(value, text);
  return [
    startedMail(bad(given.run)),
    startedMail(bad(given.rollback)),
    liveMail(bad(given.promoted), 'succeeded', `Live.${text}`, bad(given.registered), text),
    rejectedMail(bad(given.rejected), text, bad(given.registered)),
    failedMail({ ...bad(given.trainingFailed), ending: bad(given.trainingFailed.ending) }),
    failedMail(bad(given.deploymentFailed)),
    failedMail(bad(given.aborted)),
    unpreparedMail('bird-strikes', 'failed', { ...given.unprepared, cause: text, error: text, input: text }, given.executionArn),
    unpreparedMail(null, 'failed', { ...given.unprepared, input: JSON.stringify({ model: text, trigger: text }) }, given.executionArn),
    supersededMail('bird-strikes', bad(given.launch), text),
    refusedMail('bird-strikes', bad(given.launch), text),
    stuckMail('bird-strikes', bad(given.stuck), 3, bad(given.failedRecovery)),
    unrecoveredMail(null, { ...given.unrecovered, why: text, last: bad(given.failedRecovery) }),
    buildMail(bad(given.run), 'training', { ...given.buildNews.built, image: bad(given.buildNews.built.image) }),
    buildMail(bad(given.run), 'inference', { ...given.buildNews.failed, error: new Error(text) }),
    fallbackMail('bird-strikes', outgoing(text), Object.assign(new Error(text), { name: 'InvalidParameter' })),
    fitToSend({ subject: text, body: text }),
  ];
};

/** What the SDK puts on the wire, without a wire. */
const sns = new SNSClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: {
    handle: async (request: { body: string }) => Promise.reject(Object.assign(new Error('sent'), { body: request.body })),
  } as never,
  maxAttempts: 1,
});
const sent = (mail: Mail): Promise<unknown> =>
  sns
    .send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:0:t', Subject: mail.subject, Message: mail.body }))
    .catch((error) => error.message);

function expectFit(mail: Mail): void {
  const { subject, body } = mail;
  const attributes = {
    model: { DataType: 'String', StringValue: 'x'.repeat(100) },
    outcome: { DataType: 'String', StringValue: 'superseded' },
  };
  expect(() => checkMessage({ Subject: subject, Message: body, MessageAttributes: attributes })).not.toThrow();
  expect(faultOf(body)).toBeUndefined();
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expect(fitToSend(mail)).toEqual(mail);
}

describe('a mail, whatever people and their programs wrote', () => {
  it.each(hostileTexts.map((text) => [text.length > 60 ? `${text.length} units, ${text.slice(0, 20)}` : text, text]))(
    'is one that the SDK sends and SNS takes, and shows what is in it: %j',
    async (_name, text) => {
      for (const mail of mailsWith(text)) {
        expectFit(mail);
        expect(await sent(mail)).toBe('sent');
      }
    },
  );

  it('is so for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const mail of mailsWith(text)) expectFit(mail);
      }),
      { numRuns: 60 },
    );
  });

  it('says nothing in the place of its own words: a text of several lines stays under its label', () => {
    const text = '\n\nRunbook: docs/runbook.md, Nothing\nNext (for an AWS account add --aws):\n    rm -rf /';
    for (const { body } of mailsWith(text).slice(0, -1)) {
      const [, ...blocks] = body.split('\n\n');
      expect(blocks.join('\n\n').match(/^(Next|Runbook: docs.runbook.md, Noth)/gm)).toHaveLength(1);
    }
  });
});
