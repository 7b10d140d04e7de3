import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../../../../local/services/codecommit/folders.ts';
import type { World } from '../../../../../local/world.ts';
import { type Bench, each, type Paged, records, upper } from './bench.ts';

const account = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const last = (name: string, by: string) => name.slice(name.lastIndexOf(by) + 1);
const token = ['NextToken', 'NextToken'] as const;
const marker = { size: 'MaxItems', token: ['Marker', 'Marker'] } as const;
const lower = { token: ['nextToken', 'nextToken'] } as const;
const fixed = 230;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'x.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const allow = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
const role = ({ call }: Bench, RoleName: string) => call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
const policyArn = (id: string) => `arn:aws:iam::${account}:policy/${id}`;
const stack = (name: string, created: Date) => ({
  name,
  id: name,
  status: 'CREATE_COMPLETE',
  created,
  outputs: {},
  exportNames: {},
  imports: [],
});
const lambda = (name: string, version = '$LATEST') => ({
  name,
  version,
  role: `arn:aws:iam::${account}:role/r`,
  runtime: 'nodejs20.x',
  codeHash: '00',
  environment: {},
  architectures: ['arm64'],
  logging: { LogGroup: 'g', LogFormat: 'JSON' },
  lastModified: new Date(0),
});

/** The paged operations of the other services. */
export const moreLists: readonly Paged[] = [
  {
    operation: 'sns ListTopics',
    token,
    fixed,
    refusal: 'InvalidParameter',
    add: ({ call }, Name) => call('sns', 'CreateTopic', { Name }),
    remove: ({ call }, id) => call('sns', 'DeleteTopic', { TopicArn: arn('sns', id) }),
    ids: ({ Topics }) => each(Topics, 'TopicArn').map((topic) => last(topic, ':')),
  },
  ...['ListSubscriptions', 'ListSubscriptionsByTopic'].map(
    (operation): Paged => ({
      operation: `sns ${operation}`,
      token,
      fixed,
      input: operation === 'ListSubscriptions' ? {} : { TopicArn: arn('sns', 't') },
      refusal: 'InvalidParameter',
      prepare: ({ call }) => call('sns', 'CreateTopic', { Name: 't' }),
      ...records('sns/subscriptions', (id) => ({
        arn: id,
        topicArn: arn('sns', 't'),
        protocol: 'email',
        endpoint: 'a@b.c',
        attributes: {},
      })),
      ids: ({ Subscriptions }) => each(Subscriptions, 'SubscriptionArn'),
    }),
  ),
  {
    operation: 'codebuild ListProjects',
    ...lower,
    fixed,
    input: { sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' },
    other: {},
    refusal: 'InvalidInputException',
    ...records('codebuild/projects', (name, at) => ({ name, created: at, lastModified: at })),
    touch: ({ world, clock }, id) => {
      const projects = world.store.table<object>('codebuild/projects');
      const project = projects.get(id);
      if (project) projects.set(id, { ...project, lastModified: new Date(clock.now()) });
    },
    ids: ({ projects }) => projects,
  },
  {
    operation: 'codebuild ListBuildsForProject',
    ...lower,
    fixed,
    input: { projectName: 'p' },
    other: { projectName: 'p', sortOrder: 'ASCENDING' },
    refusal: 'InvalidInputException',
    prepare: ({ world }) => Promise.resolve(world.store.table<object>('codebuild/projects').set('p', { name: 'p' })),
    ...records('codebuild/builds', (id, at) => ({ id, projectName: 'p', buildNumber: at.getTime() })),
    ids: ({ ids }) => ids,
  },
  {
    operation: 'cloudwatch ListMetrics',
    token,
    fixed: 530,
    other: { Namespace: 'N' },
    refusal: 'InvalidParameterValue',
    ...records('cloudwatch/metrics', (MetricName) => ({ Namespace: 'N', MetricName, Dimensions: [], points: [] })),
    ids: ({ Metrics }) => each(Metrics, 'MetricName'),
  },
  {
    operation: 'cloudwatch DescribeAlarms',
    size: 'MaxRecords',
    token,
    other: { AlarmNamePrefix: 'n' },
    refusal: 'InvalidNextToken',
    ...records('cloudwatch/alarms', (AlarmName) => ({ AlarmName, AlarmActions: [], OKActions: [], InsufficientDataActions: [] })),
    ids: ({ MetricAlarms }) => each(MetricAlarms, 'AlarmName'),
  },
  {
    operation: 'sqs ListQueues',
    ...upper,
    other: { QueueNamePrefix: 'n' },
    refusal: 'InvalidParameterValue',
    add: ({ call }, QueueName) => call('sqs', 'CreateQueue', { QueueName }),
    remove: ({ world }, id) => void world.store.table('sqs/queues').delete(id),
    ids: ({ QueueUrls }) => QueueUrls.map((url: string) => last(url, '/')),
  },
  {
    operation: 'lambda ListFunctions',
    size: 'MaxItems',
    token: ['Marker', 'NextMarker'],
    refusal: 'InvalidParameterValueException',
    ...records('lambda/functions', (name) => lambda(name)),
    ids: ({ Functions }) => each(Functions, 'FunctionName'),
  },
  {
    operation: 'lambda ListVersionsByFunction',
    size: 'MaxItems',
    token: ['Marker', 'NextMarker'],
    input: { FunctionName: 'f' },
    other: { FunctionName: 'other' },
    refusal: 'InvalidParameterValueException',
    prepare: async ({ world }) => {
      for (const name of ['f', 'other']) world.store.table<object>('lambda/functions').set(`${name}:$LATEST`, lambda(name));
    },
    ...records('lambda/functions', (id) => lambda('f', String(Number(id.slice(1)) + 1))),
    ids: ({ Versions }) =>
      each(Versions, 'Version').flatMap((version) => (version === '$LATEST' ? [] : [`n${String(Number(version) - 1).padStart(4, '0')}`])),
  },
  {
    operation: 'lambda ListEventSourceMappings',
    size: 'MaxItems',
    token: ['Marker', 'NextMarker'],
    refusal: 'InvalidParameterValueException',
    ...records('lambda/event-source-mappings', (uuid) => ({
      ...{ uuid, queueName: 'q', queueArn: 'arn:aws:sqs:us-east-1:000000000000:q', reference: { name: 'f', qualifier: '$LATEST' } },
      ...{ enabled: true, batchSize: 10, windowSeconds: 0, reportsFailures: false, modified: new Date(0) },
    })),
    ids: ({ EventSourceMappings }) => each(EventSourceMappings, 'UUID'),
  },
  {
    operation: 'events ListRules',
    size: 'Limit',
    token,
    other: { NamePrefix: 'n' },
    refusal: 'ValidationException',
    ...records('events/rules', (Name) => ({ Name, State: 'ENABLED', targets: [] })),
    ids: ({ Rules }) => each(Rules, 'Name'),
  },
  {
    operation: 'events ListTargetsByRule',
    size: 'Limit',
    token,
    input: { Rule: 'r' },
    refusal: 'ValidationException',
    prepare: ({ call }) => call('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["s"]}' }),
    add: ({ world }, Id) => changeTargets(world, (targets) => [{ Id }, ...targets]),
    remove: ({ world }, id) => changeTargets(world, (targets) => targets.filter(({ Id }) => Id !== id)),
    ids: ({ Targets }) => each(Targets, 'Id'),
  },
  {
    operation: 'iam ListRoles',
    ...marker,
    other: { PathPrefix: '/n' },
    refusal: 'ValidationError',
    add: role,
    remove: ({ call }, RoleName) => call('iam', 'DeleteRole', { RoleName }),
    ids: ({ Roles }) => each(Roles, 'RoleName'),
  },
  {
    operation: 'iam ListRolePolicies',
    ...marker,
    input: { RoleName: 'r' },
    refusal: 'ValidationError',
    prepare: (bench) => role(bench, 'r'),
    add: ({ call }, PolicyName) => call('iam', 'PutRolePolicy', { RoleName: 'r', PolicyName, PolicyDocument: allow }),
    remove: ({ call }, PolicyName) => call('iam', 'DeleteRolePolicy', { RoleName: 'r', PolicyName }),
    ids: ({ PolicyNames }) => PolicyNames,
  },
  {
    operation: 'iam ListAttachedRolePolicies',
    ...marker,
    input: { RoleName: 'r' },
    refusal: 'ValidationError',
    prepare: (bench) => role(bench, 'r'),
    add: ({ world }, id) => changeRole(world, (attached) => [...attached, policyArn(id)]),
    remove: ({ world }, id) => changeRole(world, (attached) => attached.filter((one) => one !== policyArn(id))),
    ids: ({ AttachedPolicies }) => each(AttachedPolicies, 'PolicyName'),
  },
  {
    operation: 'codecommit ListRepositories',
    ...lower,
    fixed,
    input: { sortBy: 'lastModifiedDate', order: 'descending' },
    other: {},
    refusal: 'InvalidContinuationTokenException',
    ...records('codecommit/repositories', (name, modified) => ({ name, id: name, modified })),
    ids: ({ repositories }) => each(repositories, 'repositoryName'),
  },
  {
    operation: 'codecommit ListBranches',
    ...lower,
    fixed,
    input: { repositoryName: 'r' },
    refusal: 'InvalidContinuationTokenException',
    prepare: async ({ call, world }) => {
      await call('codecommit', 'CreateRepository', { repositoryName: 'r' });
      branches(world, (names) => names);
    },
    add: ({ world }, id) => branches(world, (names) => [...names, id]),
    remove: ({ world }, id) => branches(world, (names) => names.filter((name) => name !== id)),
    ids: ({ branches }) => branches,
  },
  ...['ListStacks', 'DescribeStacks'].map(
    (operation): Paged => ({
      operation: `cloudformation ${operation}`,
      token,
      fixed,
      refusal: 'ValidationError',
      ...records('cloudformation/stacks', stack),
      ids: ({ StackSummaries, Stacks }) => each(StackSummaries ?? Stacks, 'StackName'),
    }),
  ),
  {
    operation: 'cloudformation ListStackResources',
    token,
    fixed,
    input: { StackName: 's' },
    refusal: 'ValidationError',
    prepare: async ({ world, clock }) => world.store.table<object>('cloudformation/stacks').set('s', stack('s', new Date(clock.now()))),
    add: ({ world, clock }, id) =>
      changeStack(world, (removed) => [{ logicalId: id, type: 'T', status: 'DELETE_COMPLETE', at: new Date(clock.now()) }, ...removed]),
    remove: ({ world }, id) => changeStack(world, (removed) => removed.filter(({ logicalId }) => logicalId !== id)),
    ids: ({ StackResourceSummaries }) => each(StackResourceSummaries, 'LogicalResourceId'),
  },
];

type Targets = readonly { readonly Id: string }[];

function changeTargets(world: World, change: (targets: Targets) => Targets): void {
  changeRecord<{ targets: Targets }>(world, 'events/rules', 'r', (rule) => ({ ...rule, targets: change(rule.targets) }));
}

function changeRole(world: World, change: (attached: readonly string[]) => readonly string[]): void {
  changeRecord<{ attached: readonly string[] }>(world, 'iam/roles', 'r', (one) => ({ ...one, attached: change(one.attached) }));
}

function changeStack(world: World, change: (removed: readonly { logicalId: string }[]) => readonly object[]): void {
  type Removed = readonly { logicalId: string }[];
  changeRecord<{ removed?: Removed }>(world, 'cloudformation/stacks', 's', (one) => ({
    ...one,
    removed: change(one.removed ?? []) as Removed,
  }));
}

function changeRecord<T>(world: World, table: string, key: string, change: (record: T) => T): void {
  const records = world.store.table<T>(table);
  const record = records.get(key);
  if (record !== undefined) records.set(key, change(record));
}

/** Sets a repository's branches, all at one empty commit: as git itself writes them in one file. */
function branches(world: World, change: (names: readonly string[]) => readonly string[]): void {
  const folder = repositoryFolder(world, 'r');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env: { ...process.env, ...person } }).trim();
  const known = commits.get(folder) ?? git('commit-tree', '-m', 'empty', git('hash-object', '-w', '-t', 'tree', '/dev/null'));
  commits.set(folder, known);
  const now = change(heads.get(folder) ?? []);
  heads.set(folder, now);
  mkdirSync(folder, { recursive: true });
  const lines = [...now].sort().map((name) => `${known} refs/heads/${name}`);
  writeFileSync(join(folder, 'packed-refs'), ['# pack-refs with: peeled fully-peeled sorted', ...lines, ''].join('\n'));
}

const commits = new Map<string, string>();
const heads = new Map<string, readonly string[]>();
const person = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' };
