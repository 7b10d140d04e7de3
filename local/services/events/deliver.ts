import { sessionArn } from '../../iam/roles.ts';
import type { Caller, ServiceEvent, World } from '../../world.ts';
import { type BusEvent, busEvent } from './event.ts';
import { compilePattern } from './pattern.ts';
import { type Rule, rules, type Target } from './records.ts';
import { targetInput } from './target-input.ts';

/** What `world.emit` does: puts the event on the default bus. Returns its id; the deliveries go on in the background. */
export function deliver(world: World, event: ServiceEvent, at?: Date): string {
  const full = busEvent(world, event, at);
  for (const rule of rules(world).values()) {
    if (rule.State !== 'ENABLED' || rule.EventPattern === undefined) continue;
    if (compilePattern(rule.EventPattern)(full)) runRule(world, rule, full);
  }
  return full.id;
}

/** Sends an event to every target of a rule. A refusal reaches the world's owner, as AWS counts it in FailedInvocations. */
export function runRule(world: World, rule: Rule, event: BusEvent): void {
  for (const target of rule.targets) {
    // Later, even where the target would answer at once: a service emits in the middle of a change.
    const work = Promise.resolve().then(() => send(world, rule, target, targetInput(target, event, rule)));
    world.background(`rule ${rule.Name} to ${target.Arn}`, work);
  }
}

async function send(world: World, rule: Rule, target: Target, input: string): Promise<void> {
  const service = target.Arn.split(':')[2];
  const asRule: Caller = { arn: rule.Arn, service: { principal: 'events.amazonaws.com', sourceArn: rule.Arn } };
  if (service === 'lambda') {
    await world.call('lambda', 'Invoke', { FunctionName: target.Arn, InvocationType: 'Event', Payload: Buffer.from(input) }, asRule);
  } else if (service === 'sns') {
    await world.call('sns', 'Publish', { TopicArn: target.Arn, Message: input }, asRule);
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
