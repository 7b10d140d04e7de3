import { flag, list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, needRule, rules } from './records.ts';

export const removeTargets = operation({
  name: 'RemoveTargets',
  input: { Rule: text(required), EventBusName: text(), Ids: list(text(), { ...required, min: 1, max: 100 }), Force: flag() },
  run: ({ Rule, EventBusName, Ids }, { world }) => {
    needDefaultBus(EventBusName);
    const rule = needRule(world, Rule);
    rules(world).set(Rule, { ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id)) });
    const unknown = Ids.filter((id) => !rule.targets.some(({ Id }) => Id === id));
    return {
      FailedEntryCount: unknown.length,
      FailedEntries: unknown.map((id) => ({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${Rule} does not have a target with the Id ${id}.`,
      })),
    };
  },
});
