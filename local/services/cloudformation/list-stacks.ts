import { records } from '../../cloudformation/records.ts';
import { list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { shape } from './stacks.ts';

/** Every stack, newest first; those deleted in the last 90 days too. All on one page. */
export const listStacks = operation({
  name: 'ListStacks',
  input: { NextToken: text(), StackStatusFilter: list(text()) },
  run: ({ StackStatusFilter = [] }, { world }) => {
    const stacks = records(world).stacks.values();
    const wanted = stacks.filter(({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status));
    wanted.sort((a, b) => b.created.getTime() - a.created.getTime());
    return { StackSummaries: wanted.map((stack) => ({ ...shape(stack), TemplateDescription: stack.description })) };
  },
});
