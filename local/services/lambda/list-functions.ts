import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionTable, latest } from './records.ts';

export const listFunctions = operation({
  name: 'ListFunctions',
  input: { MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: (_input, { world }) => ({
    // All of them in one page: a local world has a few dozen.
    Functions: functionTable(world)
      .values()
      .filter(({ version }) => version === latest)
      .map((record) => configurationOf(world, record)),
  }),
});
