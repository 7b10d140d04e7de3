import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needDefaultBus, needRule } from './records.ts';

export const listTargetsByRule = operation({
  name: 'ListTargetsByRule',
  input: { Rule: text(required), EventBusName: text(), NextToken: text(), Limit: number({ integer: true, min: 1, max: 100 }) },
  run: (input, { world }) => {
    needDefaultBus(input.EventBusName);
    const { targets } = needRule(world, input.Rule);
    const { items, next } = page(input, { of: 'ListTargetsByRule', items: targets, place: ({ Id }, index) => [index, Id], moves: true });
    return { Targets: items, ...next };
  },
});
