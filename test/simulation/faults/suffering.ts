import { delay } from '../../../local/clock.ts';
import { AwsError } from '../../../local/services/errors.ts';
import type { CallContext } from '../../../local/services/operation.ts';
import type { World } from '../../../local/world.ts';
import { latencies, within } from '../durations.ts';
import { type Invocation, invocationOf } from '../functions/invocation.ts';
import type { Weather } from '../functions/pool.ts';
import { refusedByQuota } from '../jobs/index.ts';
import type { Observer } from '../observer.ts';
import type { Timeline } from '../timeline.ts';
import { deliver } from './deliveries.ts';
import { makings, noAnswer, readings, serverError, throttle } from './errors.ts';
import { hostileAnswer } from './hostile.ts';
import type { FaultPlan } from './plan.ts';
import { staleAnswer } from './stale.ts';

type Run = () => Promise<unknown>;

/** Carries out the plan's faults on the calls and the functions of one world. */
export class Suffering implements Weather {
  readonly #plan: FaultPlan;
  readonly #timeline: Timeline;
  readonly #observer: Observer;
  /** `<service>:<name>` of what was made, and when. */
  readonly #made = new Map<string, number>();
  /** Text of each mail that was tried → whether SNS never takes it. */
  readonly #mails = new Map<string, boolean>();
  /** Calls until a function is killed; of most functions never above 0. */
  readonly #callsLeft = new WeakMap<Invocation, number>();
  /** Invocations that lose every race for a model's state, and slow ones. */
  readonly #hits = { casLosesRaces: new WeakMap<Invocation, boolean>(), lambdaSlow: new WeakMap<Invocation, boolean>() };

  constructor(plan: FaultPlan, timeline: Timeline, observer: Observer) {
    this.#plan = plan;
    this.#timeline = timeline;
    this.#observer = observer;
  }

  readonly around = async (service: string, operation: string, input: object, context: CallContext, run: Run): Promise<unknown> => {
    const named = input as Record<string, unknown>;
    const { caller, world } = context;
    const own = invocationOf(caller);
    const serve = own && service === 'sns' ? () => this.#serveMail(own, named, run) : run;
    const seen = (answerLost = false) => this.#observer.seen(world, service, operation, named, caller, answerLost, serve);
    const target = hopOf(service, operation, named);
    if (caller.service && target)
      return deliver(this.#plan, world, caller.service.principal, target, seen, (what) => {
        if (what.endsWith('-sweep')) this.#observer.missedSweep(world.clock.now());
      });
    const isTrigger = caller.service?.principal === 'codecommit.amazonaws.com';
    if (isTrigger && this.#plan.fault('triggerRefused', 'a trigger'))
      return this.#observer.seen(world, service, operation, named, caller, false, async () => {
        throw new AwsError('AuthorizationError', 'CodeCommit is not authorized to perform: SNS:Publish', 403);
      });
    // Its trigger has told the observer of the push, whatever became of that.
    const isOfPush = caller.service?.principal === 'events.amazonaws.com' && String(named.Message).includes('"aws.codecommit"');
    if (isOfPush && this.#plan.fault('eventLost', 'a push')) return { MessageId: 'lost' };
    const isBatch = caller.arn.includes(':event-source-mapping:');
    if (caller.roleArn === undefined && !isBatch) return seen();
    if (service === 'lambda') return this.#invoked(String(named.FunctionName), seen);
    // By the function's name: the role's is another with every change of the templates, and seeds should outlive those.
    const what = `${caller.arn.slice(caller.arn.lastIndexOf('/') + 1)} ${service}:${operation}`;
    await delay(world.clock, this.#latency(what, own));
    this.#refuse(what, service, operation, named, world.clock.now());
    const refusal = refusedByQuota(world, operation, named);
    if (refusal) throw refusal;
    this.#loseRace(what, service, operation, named, own);
    const loses =
      (!isRead(operation) && this.#plan.fault('timeoutAfterEffect', what)) ||
      (isSwap(operation, named) && this.#plan.fault('casLosesAnswer', what));
    const answer = await seen(loses);
    const member = makings[`${service}:${operation}`];
    if (member) this.#made.set(`${service}:${named[member] ?? (answer as Record<string, unknown>)[member]}`, world.clock.now());
    if (service === 'states' && operation === 'StartExecution') this.#stopRecovery(world, answer as { executionArn: string });
    if (own && this.#diesNow(own)) own.die();
    if (loses) throw noAnswer();
    const hostile = hostileAnswer(operation, answer, this.#plan.steady('hostileWords', what));
    if (hostile !== undefined && this.#plan.fault('hostileWords', what)) return hostile;
    const stale = staleAnswer(operation, answer, world.clock.now(), latencies.notSeenMs);
    return stale !== undefined && this.#plan.fault('notSeenYet', what) ? stale : answer;
  };

  skewMs(name: string): number {
    const most = latencies.clockSkewMs;
    return this.#plan.fault('clockSkew', name) ? Math.floor((this.#plan.draw('skew', name) * 2 - 1) * most) : 0;
  }

  /** Told when a sweep begins and ends: what it left alone is at rest. */
  onSweep: (moment: 'begins' | 'ended') => void = () => {};

  startMs(name: string): number {
    if (name === 'sweep') this.onSweep('begins');
    return within(latencies.functionStartMs, this.#plan.draw('start', name));
  }

  diesAtEnd(own: Invocation): boolean {
    return (this.#callsLeft.get(own) ?? 0) > 0;
  }

  /** Drawn at its first call: a killed function dies after one of its calls took effect, or with all of them done. */
  #diesNow(own: Invocation): boolean {
    let left = this.#callsLeft.get(own);
    if (left === undefined) left = this.#plan.fault('lambdaDeath', own.name) ? 1 + Math.floor(this.#plan.draw('death', own.name) * 8) : 0;
    this.#callsLeft.set(own, left - 1);
    return left === 1;
  }

  told(text: string): void {
    this.#timeline.say(text);
    if (text.startsWith('sweep answered')) this.onSweep('ended');
  }

  /** Step Functions or a queue's poller calls a function: Lambda may refuse it, or lose the answer of what it ran, and a batch comes again. */
  async #invoked(name: string, seen: (answerLost?: boolean) => Promise<unknown>): Promise<unknown> {
    const what = name.split(':')[6] ?? name;
    if (this.#plan.fault('lambdaThrottled', what)) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    if (!this.#plan.fault('lambdaServiceError', what)) return seen();
    const error = new AwsError('ServiceException', 'The Lambda service encountered an internal error.', 500);
    if (this.#plan.draw('lambdaServiceErrorAfter', what) < 0.5) throw error;
    await seen(true);
    throw error;
  }

  #latency(what: string, own: Invocation | undefined): number {
    const ms = within(latencies.callMs, this.#plan.draw('latency', what));
    return own && this.#isHit('lambdaSlow', own) ? ms * latencies.slowFactor : ms;
  }

  /** SNS refuses some mails, and those it never takes; what goes out in their place it does. */
  async #serveMail({ name }: Invocation, { Subject = '', Message = '' }: Record<string, unknown>, run: Run): Promise<unknown> {
    const text = `${Subject}\n${Message}`;
    const mayBe = Subject !== '' && !String(Subject).endsWith('its mail could not be sent');
    // Once for each: what it has taken, and the answer of which was lost, it takes again (seed 33).
    const isRefused = this.#mails.get(text) ?? (mayBe && this.#plan.fault('mailRefused', name));
    this.#mails.set(text, isRefused);
    if (isRefused) throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    return run();
  }

  /** Somebody stops a recovery, or the machine that it runs on ends. */
  #stopRecovery(world: World, { executionArn }: { executionArn: string }): void {
    if (!executionArn.includes('-recovery:') || !this.#plan.fault('recoveryStopped', 'a recovery')) return;
    world.clock.after(this.#plan.draw('recoveryStopsAfter', 'a recovery') * latencies.recoveryStopsWithinMs, () => {
      this.#timeline.say(`PERSON stops ${executionArn}`);
      world.background('stops a recovery', world.call('states', 'StopExecution', { executionArn }));
    });
  }

  /** Drawn once for an invocation, and so for all of its calls. */
  #isHit(kind: 'lambdaSlow' | 'casLosesRaces', own: Invocation): boolean {
    const known = this.#hits[kind].get(own);
    if (known !== undefined) return known;
    const isHit = this.#plan.fault(kind, own.name);
    this.#hits[kind].set(own, isHit);
    return isHit;
  }

  #refuse(what: string, service: string, operation: string, input: Record<string, unknown>, now: number): void {
    const window = Math.floor(now / latencies.burstMs);
    const isBurst = this.#plan.steady('burst', `${service} ${window}`) < 0.1;
    if (this.#plan.fault('throttling', what, isBurst ? 0.8 : undefined)) throw throttle(service);
    if (this.#plan.fault('serverError', what)) throw serverError(service);
    const isAway =
      what.startsWith('trainyard-prepare codecommit') && this.#plan.steady('away', `${Math.floor(now / latencies.awayMs)}`) < 0.5;
    if (isAway && this.#plan.fault('sourceAway', what)) throw serverError(service);
    if (this.#plan.fault('timeoutBeforeEffect', what)) throw noAnswer();
    const reading = readings[`${service}:${operation}`];
    if (!reading) return;
    const name = String(input[reading.member]);
    const age = now - (this.#made.get(`${service}:${name}`) ?? 0);
    if (age < latencies.notSeenMs && this.#plan.fault('notSeenYet', what)) throw reading.missing(name);
  }

  #loseRace(what: string, service: string, operation: string, input: Record<string, unknown>, own: Invocation | undefined): void {
    if (service !== 's3' || !own || !isSwap(operation, input) || !this.#isHit('casLosesRaces', own)) return;
    if (this.#plan.draw('conflict', what) < 0.5)
      throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
    throw new AwsError(
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      409,
    );
  }
}

/** Where AWS brings an event by itself: a function, or the queue of uploads. Undefined for every other call, such as a dead letter's. */
function hopOf(service: string, operation: string, { FunctionName, QueueUrl }: Record<string, unknown>): string | undefined {
  if (service === 'lambda') return String(FunctionName);
  const queue = String(QueueUrl).split('/').at(-1);
  return service === 'sqs' && operation === 'SendMessage' && queue?.endsWith('-uploads') ? queue : undefined;
}

/** What has no effect cannot lose the answer after it: `timeoutBeforeEffect` is all there is. */
const isRead = (operation: string): boolean => /^(Get|List|Describe|BatchGet|Head)/.test(operation);

const isSwap = (operation: string, { IfMatch, IfNoneMatch }: Record<string, unknown>): boolean =>
  operation === 'PutObject' && (IfMatch !== undefined || IfNoneMatch !== undefined);
