import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page, topicTable } from './topics.ts';

/** Every topic's ARN, a hundred at a time. */
export const listTopics = operation({
  name: 'ListTopics',
  input: { NextToken: text() },
  run: ({ NextToken }, { world }) => {
    const arns = topicTable(world).keys().sort();
    const { items, next } = page(arns, NextToken);
    return { Topics: items.map((TopicArn) => ({ TopicArn })), ...next };
  },
});
