import type { HistoryEvent } from '../../asl/index.ts';
import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needExecution } from './faults.ts';
import { readHistory } from './history.ts';
import { page, pageInput } from './page.ts';

/** Events in the order they happened, or the other way round. */
export const getExecutionHistory = operation({
  name: 'GetExecutionHistory',
  input: { executionArn: text(required), reverseOrder: flag(), includeExecutionData: flag(), ...pageInput },
  run: (input, { world }) => {
    needExecution(world, input.executionArn);
    const { items, nextToken } = page('GetExecutionHistory', input, {
      items: readHistory(world, input.executionArn),
      place: ({ id }) => [id],
      descending: input.reverseOrder,
    });
    const withData = input.includeExecutionData ?? true;
    const events = items.map((event) => ({ ...(withData ? event : withoutData(event)), timestamp: new Date(event.timestamp) }));
    return { events, nextToken };
  },
});

/** What AWS leaves out without includeExecutionData. */
const DATA = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters', 'assignedVariables', 'assignedVariablesDetails'];

function withoutData(event: HistoryEvent): HistoryEvent {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, name.endsWith('EventDetails') ? withoutMembers(value as object) : value]),
  ) as unknown as HistoryEvent;
}

function withoutMembers(details: object): object {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.includes(name)));
}
