import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needDefaultBus, rules, ruleView } from './records.ts';

export const listRules = operation({
  name: 'ListRules',
  input: { NamePrefix: text(), EventBusName: text(), NextToken: text(), Limit: number({ integer: true, min: 1, max: 100 }) },
  run: (input, { world }) => {
    const { NamePrefix = '', EventBusName } = input;
    needDefaultBus(EventBusName);
    const found = rules(world)
      .values()
      .filter(({ Name }) => Name.startsWith(NamePrefix));
    const { items, next } = page(input, { of: 'ListRules', items: found, place: ({ Name }) => [Name] });
    return { Rules: items.map(ruleView), ...next };
  },
});
