import { App } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { SharedStack } from '../../infra/stacks/shared-stack.ts';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

/** IAM's quotas: characters of a managed policy without white space, managed policies of a role. */
const quotas = { characters: 6144, policies: 10 };

/** The shared stack of an installation with these models, synthesized. */
function sharedWith(models: readonly string[], installation = 'a-name-of-20-letters'): Template {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  const shared = new SharedStack(app, 'Shared', { installation });
  for (const model of models) shared.passRolesOf(model);
  return app.synth().getStackByName('Shared').template as Template;
}

const policiesOf = (template: Template) =>
  ofType(template, 'AWS::IAM::ManagedPolicy').map(([id, { Properties }]) => ({ id, ...Properties }));

/** The document as IAM gets it, in the partition with the longest ARNs. */
const asDeployed = (document: object) =>
  JSON.stringify(document)
    .replaceAll('{"Ref":"AWS::Partition"}', '"aws-us-gov"')
    .replaceAll('{"Ref":"AWS::AccountId"}', '"123456789012"')
    .replace(/\{"Fn::Join":\["",\[([^\]]*)\]\]\}/g, (_, parts: string) => JSON.stringify(JSON.parse(`[${parts}]`).join('')));

it("fits 200 models with the longest names into IAM's quotas, each role by its exact ARN", () => {
  const models = Array.from({ length: 200 }, (_, i) => `m${i}`.padEnd(30, 'x'));
  const policies = policiesOf(sharedWith(models));
  const perRole = new Map<string, number>();
  for (const { Roles } of policies) perRole.set(JSON.stringify(Roles), (perRole.get(JSON.stringify(Roles)) ?? 0) + 1);
  expect(perRole.size).toBe(3);
  expect(Math.max(...perRole.values())).toBeLessThanOrEqual(quotas.policies - 2);
  const documents = policies.map(({ PolicyDocument }) => asDeployed(PolicyDocument));
  for (const document of documents) expect(document.length).toBeLessThanOrEqual(quotas.characters);
  const passed = documents.flatMap((document) => JSON.parse(document).Statement.flatMap((s: { Resource: string }) => s.Resource));
  expect(new Set(passed).size).toBe(600);
  for (const arn of passed)
    expect(arn).toMatch(/^arn:aws-us-gov:iam::123456789012:role\/a-name-of-20-letters-m\d+x+-(build|training|hosting)$/);
});

it('fills no policy above the quota even with the longest ARNs, and says what to do with more models', () => {
  const models: string[] = [];
  const full = () => sharedWith(models);
  expect(() => {
    for (;;) {
      for (let i = 0; i < 50; i++) models.push(`m${models.length}`.padEnd(30, 'x'));
      const longest = policiesOf(full()).map(({ PolicyDocument }) => asDeployed(PolicyDocument).length);
      expect(Math.max(...longest)).toBeLessThanOrEqual(quotas.characters);
    }
  }).toThrow('expected at most 55 models in one of 8 policies');
  expect(models.length).toBeGreaterThan(300);
}, 60_000);

it('changes one policy of each function for a new model, and moves no other right', () => {
  const before = policiesOf(sharedWith(['birds', 'planes', 'trains']));
  const after = policiesOf(sharedWith(['birds', 'planes', 'trains', 'cars']));
  const text = (policies: typeof before) => new Map(policies.map((policy) => [policy.id, JSON.stringify(policy)]));
  const [old, now] = [text(before), text(after)];
  const changed = [...now].filter(([id, policy]) => old.get(id) !== policy);
  expect(changed).toHaveLength(3);
  expect([...old.keys()].every((id) => now.has(id))).toBe(true);
});

it('keeps the rights of models whose stacks a synthesis leaves out', () => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')), '--context', 'deployed=planes,trains');
  const text = JSON.stringify(policiesOf(templates.get('Trainyard') as Template));
  for (const model of ['birds', 'planes', 'trains']) expect(text).toContain(`role/trainyard-${model}-training`);
});
