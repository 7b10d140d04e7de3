import { sessionArn } from '../../iam/roles.ts';
import type { Caller, ServiceEvent, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { queueUrl } from '../sqs/queues.ts';
import { sendToQueue } from './dead-letter.ts';
import { type BusEvent, busEvent } from './event.ts';
import { compilePattern } from './pattern.ts';
import { type Rule, rules, type Target } from './records.ts';
import { targetInput } from './target-input.ts';

/**
 * Puts the event on the default bus: what `world.emit` does, and PutEvents. `taken` resolves when every target has taken the event (a
 * function's queue has it on disk then) or refused it.
 */
export function deliver(world: World, event: ServiceEvent, at?: Date): { id: string; taken: Promise<unknown> } {
  const full = busEvent(world, event, at);
  const matching = rules(world)
    .values()
    .filter(({ State, EventPattern }) => State === 'ENABLED' && EventPattern !== undefined && compilePattern(EventPattern)(full));
  return { id: full.id, taken: Promise.all(matching.map((rule) => runRule(world, rule, full))) };
}

/** Sends an event to every target of a rule. A refusal reaches the world's owner, as AWS counts it in FailedInvocations. */
export async function runRule(world: World, rule: Rule, event: BusEvent): Promise<void> {
  const sent = rule.targets.map((target) => {
    // Later, even where the target would answer at once: a service emits in the middle of a change. It is a microtask, so no answer
    // that the change leads to goes out before the event is handed over.
    const work = Promise.resolve().then(() => deliverTo(world, rule, target, event));
    world.background(`rule ${rule.Name} to ${target.Arn}`, work);
    return work;
  });
  await Promise.allSettled(sent);
}

/** A target that refuses is not asked again: nothing here is overloaded. Its event goes to the target's dead-letter queue, where it has one. */
async function deliverTo(world: World, rule: Rule, target: Target, event: BusEvent): Promise<void> {
  try {
    await send(world, rule, target, targetInput(target, event, rule));
  } catch (error) {
    if (!target.DeadLetterConfig?.Arn || !(error instanceof AwsError)) throw error;
    await sendToQueue(world, rule, target, event, error);
  }
}

async function send(world: World, rule: Rule, target: Target, input: string): Promise<void> {
  const service = target.Arn.split(':')[2];
  const asRule: Caller = { arn: rule.Arn, service: { principal: 'events.amazonaws.com', sourceArn: rule.Arn } };
  if (service === 'lambda') {
    await world.call('lambda', 'Invoke', { FunctionName: target.Arn, InvocationType: 'Event', Payload: Buffer.from(input) }, asRule);
  } else if (service === 'sns') {
    await world.call('sns', 'Publish', { TopicArn: target.Arn, Message: input }, asRule);
  } else if (service === 'sqs') {
    await world.call('sqs', 'SendMessage', { QueueUrl: queueUrl(world, target.Arn), MessageBody: input }, asRule);
  } else if (service === 'states') {
    await world.call('states', 'StartExecution', { stateMachineArn: target.Arn, input }, asRole(world, rule, target));
  } else {
    throw new Error(`The local EventBridge has no targets of ${service}: rule ${rule.Name} names ${target.Arn}`);
  }
}

/** Targets without resource policies are called under the role that the target names. */
function asRole(world: World, rule: Rule, { RoleArn, Arn }: Target): Caller {
  if (!RoleArn) throw new Error(`Rule ${rule.Name} needs a RoleArn to call ${Arn}`);
  return { arn: sessionArn(world, RoleArn, rule.Name), roleArn: RoleArn };
}
