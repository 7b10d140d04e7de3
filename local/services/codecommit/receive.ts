import type { Caller, World } from '../../world.ts';
import { randomUuid } from '../ids.ts';
import { list, required, structure, text, validate } from '../input.ts';
import { repositoryArn } from './folders.ts';
import { findRepository, type Repository, repositoriesOf, type Trigger } from './repositories.ts';

/** One changed reference, as git gives it to `post-receive`; forty zeros mean that there is none before or after. */
export interface RefChange {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** What became of one trigger that a push was for. */
export interface Fired {
  readonly trigger: string;
  readonly refs: readonly string[];
  /** Why it reached nobody. */
  readonly error?: string;
}

const none = '0'.repeat(40);
const pushed = {
  changes: list(structure({ before: text(required), after: text(required), ref: text(required) }), required),
} as const;

/**
 * What CodeCommit does once a push is stored: fires the triggers that are for it and puts an event for every reference on the bus. A trigger
 * that fails is told to the pusher and to the world's owner; the push stays.
 * @throws AwsError for a repository that is not there
 */
export async function receivePush(world: World, name: string, body: { changes: readonly RefChange[] }): Promise<Fired[]> {
  validate(pushed, body);
  const { changes } = body;
  const repository = findRepository(world, name);
  repositoriesOf(world).set(name, { ...repository, modified: new Date(world.clock.now()) });
  for (const change of changes) emitChange(world, repository, change);
  const fired: Fired[] = [];
  for (const trigger of repository.triggers) {
    const matching = changes.filter((change) => isFor(trigger, change));
    if (matching.length === 0) continue;
    const refs = matching.map(({ ref }) => ref);
    try {
      await fire(world, repository, trigger, matching);
      fired.push({ trigger: trigger.name, refs });
    } catch (error) {
      world.background(`trigger ${trigger.name} of repository ${name}`, Promise.reject(error));
      const { name: kind, message } = error as Error;
      fired.push({ trigger: trigger.name, refs, error: `${kind}: ${message}` });
    }
  }
  return fired;
}

const kindOf = ({ before, after }: RefChange) =>
  after === none ? ('deleteReference' as const) : before === none ? ('createReference' as const) : ('updateReference' as const);

/** Tags belong to no branch: only triggers for every branch see them. */
function isFor({ events, branches = [] }: Trigger, change: RefChange): boolean {
  if (!events.includes('all') && !events.includes(kindOf(change))) return false;
  return branches.length === 0 || branches.some((branch) => change.ref === `refs/heads/${branch}`);
}

async function fire(world: World, repository: Repository, trigger: Trigger, changes: readonly RefChange[]): Promise<void> {
  const { destinationArn } = trigger;
  const sourceArn = repositoryArn(world, repository.name);
  const asCodeCommit: Caller = { arn: sourceArn, service: { principal: 'codecommit.amazonaws.com', sourceArn } };
  const Message = JSON.stringify(message(world, repository, trigger, changes));
  if (destinationArn.split(':')[2] === 'sns') {
    const Subject = `UPDATE: AWS CodeCommit ${world.region} push: ${repository.name}`.slice(0, 99);
    await world.call('sns', 'Publish', { TopicArn: destinationArn, Subject, Message }, asCodeCommit);
  } else {
    const input = { FunctionName: destinationArn, InvocationType: 'Event', Payload: Buffer.from(Message) };
    await world.call('lambda', 'Invoke', input, asCodeCommit);
  }
}

/** As the user guide shows it ("Create a trigger for an Amazon SNS topic"); captured messages have a null where there is no custom data. */
function message(world: World, { name, configurationId }: Repository, trigger: Trigger, changes: readonly RefChange[]) {
  const record = {
    awsRegion: world.region,
    codecommit: {
      references: changes.map((change) => {
        const kind = kindOf(change);
        const flags = { ...(kind === 'createReference' && { created: true }), ...(kind === 'deleteReference' && { deleted: true }) };
        return { commit: change.after, ...flags, ref: change.ref };
      }),
    },
    customData: trigger.customData ?? null,
    eventId: randomUuid(world.random),
    eventName: 'ReferenceChange',
    eventPartNumber: 1,
    eventSource: 'aws:codecommit',
    eventSourceARN: repositoryArn(world, name),
    eventTime: new Date(world.clock.now()).toISOString().replace('Z', '+0000'),
    eventTotalParts: 1,
    eventTriggerConfigId: configurationId,
    eventTriggerName: trigger.name,
    eventVersion: '1.0',
    userIdentityARN: pusher(world),
  };
  return { Records: [record] };
}

const eventNames = {
  createReference: 'referenceCreated',
  updateReference: 'referenceUpdated',
  deleteReference: 'referenceDeleted',
} as const;

/** `CodeCommit Repository State Change`: a user guide example exists for each of the three ("Monitoring CodeCommit events"). */
function emitChange(world: World, { id, name }: Repository, change: RefChange): void {
  const { before, after, ref } = change;
  const [, folder = '', referenceName = ref] = /^refs\/([^/]+)\/(.+)$/.exec(ref) ?? [];
  world.emit({
    source: 'aws.codecommit',
    detailType: 'CodeCommit Repository State Change',
    resources: [repositoryArn(world, name)],
    detail: {
      event: eventNames[kindOf(change)],
      repositoryName: name,
      repositoryId: id,
      referenceType: folder === 'tags' ? 'tag' : 'branch',
      referenceName,
      referenceFullName: ref,
      ...(after === none ? {} : { commitId: after }),
      ...(before === none ? {} : { oldCommitId: before }),
      callerUserArn: pusher(world),
    },
  });
}

/** Whoever can write to the folder is the account's owner. */
const pusher = ({ partition, account }: World) => `arn:${partition}:iam::${account}:root`;
