import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, rules, ruleView } from './records.ts';

export const listRules = operation({
  name: 'ListRules',
  input: { NamePrefix: text(), EventBusName: text(), NextToken: text(), Limit: number({ integer: true, min: 1, max: 100 }) },
  run: ({ NamePrefix = '', EventBusName }, { world }) => {
    needDefaultBus(EventBusName);
    const found = rules(world)
      .values()
      .filter(({ Name }) => Name.startsWith(NamePrefix));
    return { Rules: found.map(ruleView) };
  },
});
