import { describe, expect, it } from 'vitest';
import type { ModelState, Outgoing } from '../../../../../lambdas/contract/model-state.ts';
import { sendOutbox, withMail } from '../../../../../lambdas/shared/model-state/outbox.ts';
import { awsError } from '../../fake-aws.ts';
import { makeWorld } from '../../fixtures.ts';
import { context, later, state } from './launches.ts';

const mail = (id: string, claim: Outgoing['claim'] = null): Outgoing => ({
  id,
  outcome: 'failed',
  subject: `s ${id}`,
  body: `b ${id}`,
  claim,
});

function world(...outbox: Outgoing[]) {
  const made = makeWorld();
  made.clock.ms = Date.parse(context.now);
  made.aws.put('artifacts', 'state/birds.json', state({ outbox }));
  made.aws.on('Publish', {});
  const left = () => made.aws.json<ModelState>('artifacts', 'state/birds.json')?.outbox;
  const sent = () => made.aws.calls<{ Subject: string }>('Publish').map(({ Subject }) => Subject);
  return { ...made, left, sent };
}

describe('the outbox', () => {
  it('takes a mail once', () => {
    const once = withMail(state(), mail('a'));
    expect(once.outbox).toEqual([mail('a')]);
    expect(withMail(once, { ...mail('a'), body: 'other' })).toBe(once);
  });

  it('is sent and emptied, each mail with the attributes that subscriptions filter by', async () => {
    const made = world(mail('a'), mail('b'));
    await sendOutbox('birds', made);
    expect([made.sent(), made.left()]).toEqual([['s a', 's b'], []]);
    const attributes = { model: { DataType: 'String', StringValue: 'birds' }, outcome: { DataType: 'String', StringValue: 'failed' } };
    expect(made.aws.calls('Publish')[0]).toEqual({ TopicArn: made.topic, Subject: 's a', Message: 'b a', MessageAttributes: attributes });
  });

  it('that is empty costs one read', async () => {
    const made = world();
    await sendOutbox('birds', made);
    expect([made.aws.calls('GetObject').length, made.aws.calls('PutObject').length]).toEqual([1, 0]);
  });

  it('keeps what could not be sent for the next call, and the call does not fail', async () => {
    const made = world(mail('a'), mail('b'));
    made.aws.on('Publish', ({ Subject }) => {
      if (Subject === 's a') throw awsError('ThrottledException', 'Rate exceeded');
      return {};
    });
    await sendOutbox('birds', made);
    expect(made.left()).toEqual([mail('a')]);
    made.aws.on('Publish', {});
    await sendOutbox('birds', made);
    expect(made.left()).toEqual([]);
  });

  it.each(['InvalidParameter', 'InvalidParameterException', 'ValidationError', 'URIError'])(
    'replaces a mail that SNS refuses for good (%s) by a short one that says where to read it, and sends those behind it',
    async (name) => {
      const bad = {
        ...mail('20261121-120000-abcdef-end'),
        subject: 'poison',
        body: 'x\n\nExecution:  https://console/#/details/arn:aws:x\n',
      };
      const made = world(bad, mail('b'));
      made.aws.on('Publish', ({ Subject }) => {
        if (Subject === 'poison') throw awsError(name, 'Invalid parameter: Message too long');
        return {};
      });
      await sendOutbox('birds', made);
      expect(made.left()).toEqual([]);
      expect(made.sent()).toEqual(['poison', '[birds] failed: its mail could not be sent', 's b']);
      const text = String(made.aws.calls('Publish')[1]?.Message);
      for (const word of [
        'Invalid parameter: Message too long',
        'poison',
        '20261121-120000-abcdef-end',
        'https://console/#/details/arn:aws:x',
      ])
        expect(text).toContain(word);
      expect(text).toContain('trainyard logs 20261121-120000-abcdef --functions');
    },
  );

  it('keeps a mail where SNS refuses the short one too: then it is not for its words', async () => {
    const made = world(mail('a'), mail('b'));
    made.aws.on('Publish', ({ Subject }) => {
      if (Subject !== 's b') throw awsError('InvalidParameterException', 'Invalid parameter: The MessageGroupId parameter is required');
      return {};
    });
    await sendOutbox('birds', made);
    expect(made.left()).toEqual([mail('a')]);
  });

  it('sends what an older version left in it as SNS takes it', async () => {
    const made = world({ ...mail('a'), subject: `${'x'.repeat(150)}\n`, body: 'cut \ud83d and \x1b[31m' });
    await sendOutbox('birds', made);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: 'x'.repeat(99), Message: 'cut \ufffd and \\x1b[31m' }]);
  });

  it("leaves another function's mail alone until that must be dead", async () => {
    const claim = { by: 'other', until: later(6).now };
    const made = world(mail('a', claim));
    await sendOutbox('birds', made);
    expect([made.sent(), made.left()]).toEqual([[], [mail('a', claim)]]);
    made.clock.ms = Date.parse(later(6.1).now);
    await sendOutbox('birds', made);
    expect([made.sent(), made.left()]).toEqual([['s a'], []]);
  });

  it('is sent once by two functions at once', async () => {
    const made = world(mail('a'), mail('b'));
    await Promise.all([sendOutbox('birds', made), sendOutbox('birds', made)]);
    expect([made.sent().sort(), made.left()]).toEqual([['s a', 's b'], []]);
  });

  it('keeps a mail that came in while the others were sent', async () => {
    const made = world(mail('a'));
    made.aws.on('Publish', () => {
      const stored = made.aws.json<ModelState>('artifacts', 'state/birds.json') as ModelState;
      made.aws.put('artifacts', 'state/birds.json', { ...withMail(stored, mail('late')), rev: 'theirs' });
      return {};
    });
    await sendOutbox('birds', made);
    expect(made.left()).toEqual([mail('late')]);
  });
});
