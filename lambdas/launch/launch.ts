import { line } from '../contract/text.ts';
import { isReferenceChange, isRepositoryEvent, readReferenceChange, readRepositoryEvent } from './codecommit.ts';
import { type Command, isCommand, readCommand, take } from './command.ts';
import { type LaunchDependencies, refused } from './dependencies.ts';
import { isGithubPush, readGithubPush } from './github.ts';
import { launchesOf, type Push } from './push.ts';
import { Refusal } from './refusal.ts';
import { isStorageEvent, modelOf, readStorageEvent, takeUploads, type Upload } from './upload.ts';
import { type Asked, launchWish, readWish } from './wish.ts';

/** What SNS hands to a function, as far as it is read. */
export interface LaunchEvent {
  readonly Records?: readonly { readonly Sns?: Message }[];
}

interface Message {
  readonly Message?: string;
  readonly MessageId?: string;
  readonly Timestamp?: string;
}

// From a rule of an older deploy, or a dead letter sent again: thousands of them must not be thousands of writes of one object.
const singleGrainMs = 30_000;

type Want = Push | Upload | Command | Asked;

/**
 * Takes up what was published to the launch topic: pushes, uploads, wishes, commands. What starts nothing is logged and counted, and never
 * thrown: SNS would deliver it again.
 * @throws what AWS answered, after everything else of the event was taken up: all of it may be delivered again
 */
export async function launch({ Records = [] }: LaunchEvent, dependencies: LaunchDependencies): Promise<void> {
  const { log } = dependencies;
  const faults: unknown[] = [];
  const attempt = async (delivery: string, job: () => Promise<void>): Promise<void> => {
    try {
      await job();
    } catch (error) {
      if (error instanceof Refusal) {
        refused(dependencies, delivery, error);
      } else {
        log.warn('launch failed: it will be delivered again', { delivery, error });
        faults.push(error);
      }
    }
  };
  for (const { Sns: message = {} } of Records) {
    const { MessageId = '' } = message;
    await attempt(MessageId, async () => {
      for (const want of read(message))
        await attempt(MessageId, async () => {
          for (const job of await jobsFor(want, dependencies)) await attempt(MessageId, job);
        });
    });
  }
  if (faults.length > 1) throw new AggregateError(faults, faults.map((fault) => (fault as Error).message).join('; '));
  if (faults.length === 1) throw faults[0];
}

function read({ Message = '', MessageId = '', Timestamp = '' }: Message): readonly (Want | Refusal)[] {
  const body = parsed(Message);
  if (isReferenceChange(body)) return readReferenceChange(body);
  if (isGithubPush(body)) return [readGithubPush(body)];
  if (isRepositoryEvent(body)) return [readRepositoryEvent(body)];
  if (isStorageEvent(body)) return [readStorageEvent(body)];
  if (isCommand(body)) return [readCommand(body, { id: MessageId, at: Timestamp })];
  return [readWish(body, { id: MessageId, at: Timestamp })];
}

function parsed(text: string): object {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal('not-json', `expected a JSON object such as {"model": "NAME"}, got ${JSON.stringify(line(text, 60))}`);
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Refusal('unknown-shape', `expected a JSON object such as {"model": "NAME"}, got ${line(text, 60)}`);
}

/** Each on its own: what one model refuses or fails at keeps no other from its run. */
async function jobsFor(want: Want | Refusal, dependencies: LaunchDependencies): Promise<(() => Promise<void>)[]> {
  if (want instanceof Refusal) throw want;
  switch (want.kind) {
    case 'push':
      return launchesOf(want, dependencies);
    case 'upload':
      return [() => takeUploads(modelOf(want, dependencies.dataBucket), [want.at], dependencies, singleGrainMs)];
    case 'command':
      return [() => take(want, dependencies)];
    case 'wish':
      return [() => launchWish(want, dependencies)];
  }
}
