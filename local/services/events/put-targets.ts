import { isArn, isRoleArn } from '../arns.ts';
import { validationException } from '../errors.ts';
import { list, map, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, needRule, rules } from './records.ts';
import { checkTransformer } from './target-input.ts';

const target = structure({
  Id: text({ ...required, min: 1, max: 64 }),
  Arn: text({ ...required, min: 1, max: 1600 }),
  RoleArn: text(),
  Input: text({ max: 8192 }),
  InputPath: text({ max: 256 }),
  DeadLetterConfig: structure({ Arn: text({ min: 1, max: 1600 }) }),
  RetryPolicy: structure({
    MaximumRetryAttempts: number({ integer: true, min: 0, max: 185 }),
    MaximumEventAgeInSeconds: number({ integer: true, min: 60, max: 86_400 }),
  }),
  InputTransformer: structure({ InputPathsMap: map(text()), InputTemplate: text({ ...required, min: 1, max: 8192 }) }),
});

export const putTargets = operation({
  name: 'PutTargets',
  input: { Rule: text(required), EventBusName: text(), Targets: list(target, { ...required, min: 1, max: 100 }) },
  run: ({ Rule, EventBusName, Targets }, { world }) => {
    needDefaultBus(EventBusName);
    const rule = needRule(world, Rule);
    for (const one of Targets) {
      checkTransformer(one);
      checkArns(one);
    }
    const replaced = new Set(Targets.map(({ Id }) => Id));
    rules(world).set(Rule, { ...rule, targets: [...rule.targets.filter(({ Id }) => !replaced.has(Id)), ...Targets] });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
});

/** @throws ValidationException */
function checkArns({ Arn, RoleArn, DeadLetterConfig }: { Arn: string; RoleArn?: string; DeadLetterConfig?: { Arn?: string } }): void {
  const badFormat = (member: string) =>
    validationException(`Parameter ${member} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!isArn(Arn)) throw badFormat('Arn');
  if (RoleArn !== undefined && !isRoleArn(RoleArn)) throw badFormat('RoleArn');
  if (DeadLetterConfig?.Arn !== undefined && !/^arn:[^:]+:sqs:/.test(DeadLetterConfig.Arn)) throw badFormat('DeadLetterConfig.Arn');
  // A state machine has no policy of its own: the rule needs a role to start it.
  if (Arn.split(':')[2] === 'states' && RoleArn === undefined) throw validationException(`RoleArn is required for target ${Arn}.`);
}
