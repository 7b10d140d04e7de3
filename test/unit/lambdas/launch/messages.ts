import type { GithubPush } from '../../../../lambdas/contract/launch.ts';
import { commit, zeros } from '../launching.ts';

/** An event of SNS with these messages. */
export const event = (...messages: unknown[]) => ({
  Records: messages.map((message, index) => ({
    Sns: {
      Message: typeof message === 'string' ? message : JSON.stringify(message),
      MessageId: `message-${index}`,
      Timestamp: '2026-11-21T12:00:00.123Z',
      Subject: null,
    },
  })),
});

interface Reference {
  readonly ref?: string;
  readonly commit?: string;
  readonly deleted?: boolean;
}

/** As CodeCommit's user guide shows a trigger's message (aws-facts 1.10). */
export const codecommit = (references: readonly Reference[] = [{}], change: object = {}) => ({
  Records: [
    {
      awsRegion: 'us-east-1',
      codecommit: { references: references.map((reference) => ({ ref: 'refs/heads/main', commit: commit('a'), ...reference })) },
      customData: null,
      eventId: 'event-1',
      eventName: 'ReferenceChange',
      eventPartNumber: 1,
      eventSource: 'aws:codecommit',
      eventSourceARN: 'arn:aws:codecommit:us-east-1:000000000000:models',
      eventTime: '2026-11-21T11:59:00.000+0000',
      eventTotalParts: 1,
      eventTriggerConfigId: 'c',
      eventTriggerName: 'trainyard',
      eventVersion: '1.0',
      userIdentityARN: 'arn:aws:iam::000000000000:root',
      ...change,
    },
  ],
});

/** The same push as EventBridge tells of it ("Monitoring CodeCommit events in EventBridge"). */
export const stateChange = (detail: object = {}, time = '2026-11-21T11:59:00Z', id = 'state-change-1') => ({
  version: '0',
  id,
  'detail-type': 'CodeCommit Repository State Change',
  source: 'aws.codecommit',
  account: '000000000000',
  time,
  region: 'us-east-1',
  resources: ['arn:aws:codecommit:us-east-1:000000000000:models'],
  detail: {
    event: 'referenceUpdated',
    repositoryName: 'models',
    repositoryId: '12345678-1234-5678-abcd-12345678abcd',
    referenceType: 'branch',
    referenceName: 'main',
    referenceFullName: 'refs/heads/main',
    commitId: commit('a'),
    oldCommitId: commit('f'),
    callerUserArn: 'arn:aws:iam::000000000000:root',
    ...detail,
  },
});

export const github = (change: Partial<GithubPush> = {}): GithubPush => ({
  source: 'github',
  delivery: 'd',
  repository: 'acme/birds',
  ref: 'refs/heads/main',
  before: zeros,
  after: commit('b'),
  pushedAt: '2026-11-21T11:59:00Z',
  pusher: 'jane-on-github',
  author: 'Jane',
  message: `${'x'.repeat(300)}\nmore`,
  paths: ['src/train.js'],
  ...change,
});

/** S3's event as EventBridge has it. */
export const uploaded = (key: string, time = '2026-11-21T12:00:00Z', bucket = 'data') => ({
  version: '0',
  id: 'e',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time,
  region: 'us-east-1',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: { version: '0', bucket: { name: bucket }, object: { key, size: 5, etag: 'e', sequencer: 's' }, reason: 'PutObject' },
});
