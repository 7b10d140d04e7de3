import { records, type StackRecord } from '../../cloudformation/records.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needStack, shape } from './stacks.ts';

/** One stack, by name or (also a deleted one) by id; or all that are there. */
export const describeStacks = operation({
  name: 'DescribeStacks',
  input: { StackName: text(), NextToken: text() },
  run: (input, { world }) => {
    if (input.StackName !== undefined) return { Stacks: [described(needStack(world, input.StackName))] };
    const there = records(world)
      .stacks.values()
      .filter(({ deleted }) => !deleted);
    const { items, next } = page(input, { of: 'DescribeStacks', items: there, place: ({ name, id }) => [name, id] });
    return { Stacks: items.map(described), ...next };
  },
});

const described = (stack: StackRecord) => ({
  ...shape(stack),
  Description: stack.description,
  DisableRollback: true,
  EnableTerminationProtection: false,
  Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
    ExportName: stack.exportNames[OutputKey],
  })),
  Tags: [],
});
