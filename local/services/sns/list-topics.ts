import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page, topicTable } from './topics.ts';

/** Every topic's ARN, a hundred at a time. */
export const listTopics = operation({
  name: 'ListTopics',
  input: { NextToken: text() },
  run: (input, { world }) => {
    const { items, next } = page('ListTopics', input, topicTable(world).keys(), (arn) => arn);
    return { Topics: items.map((TopicArn) => ({ TopicArn })), ...next };
  },
});
