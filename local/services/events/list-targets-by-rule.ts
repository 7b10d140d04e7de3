import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, needRule } from './records.ts';

export const listTargetsByRule = operation({
  name: 'ListTargetsByRule',
  input: { Rule: text(required), EventBusName: text(), NextToken: text(), Limit: number({ integer: true, min: 1, max: 100 }) },
  run: ({ Rule, EventBusName }, { world }) => {
    needDefaultBus(EventBusName);
    return { Targets: needRule(world, Rule).targets };
  },
});
