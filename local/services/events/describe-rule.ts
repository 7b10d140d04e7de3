import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDefaultBus, needRule } from './records.ts';

export const describeRule = operation({
  name: 'DescribeRule',
  input: { Name: text(required), EventBusName: text() },
  run: ({ Name, EventBusName }, { world }) => {
    needDefaultBus(EventBusName);
    const { targets: _targets, ...rule } = needRule(world, Name);
    return { ...rule, CreatedBy: world.account };
  },
});
