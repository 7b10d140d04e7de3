import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { page } from './page.ts';
import { functionTable, latest } from './records.ts';

export const listFunctions = operation({
  name: 'ListFunctions',
  input: { MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: (input, { world }) => {
    const functions = functionTable(world)
      .values()
      .filter(({ version }) => version === latest);
    const { items, next } = page(input, { of: 'ListFunctions', items: functions, place: ({ name }) => [name] });
    return { Functions: items.map((record) => configurationOf(world, record)), ...next };
  },
});
