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
