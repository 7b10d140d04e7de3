import { records } from '../../cloudformation/records.ts';
import { list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { shape } from './stacks.ts';

/** Every stack, newest first; those deleted in the last 90 days too. */
export const listStacks = operation({
  name: 'ListStacks',
  input: { NextToken: text(), StackStatusFilter: list(text()) },
  run: (input, { world }) => {
    const { StackStatusFilter = [] } = input;
    const stacks = records(world).stacks.values();
    const wanted = stacks.filter(({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status));
    const { items, next } = page(input, {
      of: 'ListStacks',
      items: wanted,
      place: ({ created, id }) => [created.getTime(), id],
      descending: true,
    });
    return { StackSummaries: items.map((stack) => ({ ...shape(stack), TemplateDescription: stack.description })), ...next };
  },
});
