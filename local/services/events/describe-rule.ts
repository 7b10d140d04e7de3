import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, needRule, ruleView } from './records.ts';

export const describeRule = operation({
  name: 'DescribeRule',
  input: { Name: text(required), EventBusName: text() },
  run: ({ Name, EventBusName }, { world }) => {
    needDefaultBus(EventBusName);
    return { ...ruleView(needRule(world, Name)), CreatedBy: world.account };
  },
});
