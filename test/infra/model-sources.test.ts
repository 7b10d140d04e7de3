import { beforeAll, describe, expect, it } from 'vitest';
import { folderWith, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let models: Record<'made' | 'others' | 'given' | 'github' | 'folder', Template>;
let shared: Template;

/** A settings file alone: a repository needs no folder. */
const settingsFile = (name: string, more: string) => `${folderWith({ 'model.yml': `${settingsOf(name)}${more}` })}/model.yml`;

beforeAll(() => {
  const files = [
    settingsFile('made', 'source: {type: codecommit}\ntriggers: {data: true, schedule: "cron(0 3 ? * SUN *)"}\n'),
    settingsFile('others', 'source: {type: codecommit, repository: trainyard-made}\n'),
    settingsFile('given', 'source: {type: codecommit, repository: team-models}\n'),
    settingsFile('github', 'source: {type: github, repository: Octo/Cars}\n'),
    settingsFile('folder', 'source: {path: .}\n'),
  ];
  const { templates } = synthesize('--models', files.join(','));
  shared = templates.get('Trainyard') as Template;
  const names = ['made', 'others', 'given', 'github', 'folder'] as const;
  models = Object.fromEntries(names.map((name) => [name, templates.get(`Trainyard-${name}`) as Template])) as typeof models;
});

const parameters = (template: Template): Record<string, unknown> =>
  Object.fromEntries(ofType(template, 'AWS::SSM::Parameter').map(([, { Properties }]) => [Properties.Name, Properties.Value]));

/** Text with the pseudo parameters' names in it. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  return join ? join[1].map(text).join(join[0]) : `<${Ref?.replace('AWS::', '') ?? ''}>`;
}

const sourceOf = (template: Template, model: string) =>
  /"source":(\{.*?\})/.exec(text(parameters(template)[`/trainyard/${model}/deployed`]))?.[1];
const topic = { 'Fn::ImportValue': 'Trainyard:LaunchTopicArn' };

describe('the stack of a model with a repository', () => {
  it('makes one on CodeCommit where none is named, which tells the launch topic of every push and outlives the stack', () => {
    const [[, repository] = []] = ofType(models.made, 'AWS::CodeCommit::Repository');
    expect(repository).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(repository?.Properties).toMatchObject({
      RepositoryName: 'trainyard-made',
      Triggers: [{ Name: 'trainyard', Events: ['all'], DestinationArn: topic, CustomData: 'made' }],
    });
    // All branches: which ones count, `launch` knows.
    expect(repository?.Properties.Triggers[0].Branches).toBeUndefined();
    for (const name of ['others', 'given', 'github', 'folder'] as const) {
      expect(ofType(models[name], 'AWS::CodeCommit::Repository'), name).toEqual([]);
    }
  });

  it('writes down that the pushes of the repository mean this model', () => {
    const sources = Object.values(models).flatMap((template) =>
      Object.entries(parameters(template)).filter(([name]) => name.startsWith('/trainyard-sources/')),
    );
    expect(Object.fromEntries(sources)).toEqual({
      '/trainyard-sources/codecommit/trainyard-made/made': 'made',
      '/trainyard-sources/codecommit/trainyard-made/others': 'others',
      '/trainyard-sources/codecommit/team-models/given': 'given',
      '/trainyard-sources/github/Octo/Cars/github': 'github',
    });
  });

  it('tells Prepare where to clone it from, and people too', () => {
    const codecommit = 'https://git-codecommit.<Region>.<URLSuffix>/v1/repos/trainyard-made';
    expect(sourceOf(models.made, 'made')).toBe(`{"type":"codecommit","repository":"trainyard-made","location":"${codecommit}"}`);
    expect(text(models.made.Outputs?.CloneUrl?.Value)).toBe(codecommit);
    expect(sourceOf(models.github, 'github')).toBe(
      '{"type":"github","repository":"Octo/Cars","location":"https://github.com/Octo/Cars.git"}',
    );
    expect(sourceOf(models.folder, 'folder')).toMatch(/^\{"type":"folder","bucket":/);
  });

  it("lets the installation's roles read a repository of another name, that one alone and each only as it does", () => {
    const policies = ofType(models.given, 'AWS::IAM::Policy').map(([, { Properties: p }]) => {
      const [{ Action, Resource }] = p.PolicyDocument.Statement;
      return [p.Roles[0]['Fn::ImportValue'], [Action].flat(), text(Resource)];
    });
    const arn = 'arn:<Partition>:codecommit:<Region>:<AccountId>:team-models';
    expect(policies).toEqual([
      ['Trainyard:RepositoryReader-launch', ['codecommit:GetCommit', 'codecommit:GetFolder'], arn],
      ['Trainyard:RepositoryReader-prepare', ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:GetFolder'], arn],
      ['Trainyard:RepositoryReader-sweep', ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:GetFolder'], arn],
    ]);
    for (const name of ['made', 'others', 'github', 'folder'] as const) expect(ofType(models[name], 'AWS::IAM::Policy'), name).toEqual([]);
  });

  it('names what the shared stack exports', () => {
    const exported = Object.values(shared.Outputs ?? {}).flatMap(({ Export }) => Export?.Name ?? []);
    const imported = [...JSON.stringify(models).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(imported)].sort()).toEqual(exported.sort());
  });
});

describe('the triggers of a model', () => {
  const rules = (template: Template) => ofType(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);

  it('are none unless it asks for them', () => {
    for (const name of ['others', 'github', 'folder'] as const) expect(rules(models[name])).toEqual([]);
  });

  it("tell the launch topic of pushes to a repository of another name; those of the installation's names the shared stack hears of", () => {
    const pattern = (repositoryName: unknown) => ({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], repositoryName },
    });
    expect(rules(models.given)).toMatchObject([
      {
        Name: 'trainyard-given-pushes',
        EventPattern: pattern(['team-models']),
        Targets: [{ Arn: topic, DeadLetterConfig: { Arn: expect.anything() } }],
      },
    ]);
    const [ours] = rules(shared).filter(({ Name }) => Name === 'trainyard-pushes');
    expect(ours).toMatchObject({
      EventPattern: pattern([{ prefix: 'trainyard-' }]),
      Targets: [{ Arn: { Ref: expect.stringMatching(/^Launches/) }, DeadLetterConfig: { Arn: expect.anything() } }],
    });
    // The whole event: what a dead letter holds can be published as it is.
    expect(ours.Targets[0].InputTransformer ?? ours.Targets[0].Input).toBeUndefined();
  });

  it("put uploads to the model's own folder into the queue that gathers them, under a name that its policy knows", () => {
    const queueArn = (name: string) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':sqs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:trainyard-${name}`],
      ],
    });
    const bucket = { name: [{ 'Fn::ImportValue': 'Trainyard:DataBucket' }] };
    expect(rules(models.made)).toContainEqual(
      expect.objectContaining({
        Name: 'trainyard-made-data',
        EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { bucket, object: { key: [{ prefix: 'made/' }] } } },
        Targets: [
          expect.objectContaining({ Id: 'Target0', Arn: queueArn('uploads'), DeadLetterConfig: { Arn: queueArn('dead-letters') } }),
        ],
      }),
    );
  });

  it('tell the launch topic of the time, in a message whose id is the same when it is delivered again', () => {
    const [rule] = rules(models.made).filter(({ ScheduleExpression }) => ScheduleExpression);
    expect(rule).toMatchObject({ Name: 'trainyard-made-schedule', ScheduleExpression: 'cron(0 3 ? * SUN *)' });
    const [{ Arn, InputTransformer: transformer }] = rule.Targets;
    expect(Arn).toEqual(topic);
    const event: Record<string, string> = { '$.id': 'e-1', '$.time': '2026-11-22T03:00:00Z' };
    const message = transformer.InputTemplate.replace(/<(\w+)>/g, (_: string, name: string) =>
      JSON.stringify(event[transformer.InputPathsMap[name]]),
    );
    expect(JSON.parse(message)).toEqual({ model: 'made', trigger: 'the schedule', id: 'e-1', at: '2026-11-22T03:00:00Z' });
  });
});
