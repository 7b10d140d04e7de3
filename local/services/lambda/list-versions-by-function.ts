import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionName } from './members.ts';
import { page } from './page.ts';
import { latest, needFunction, readFunctionName, versionsOf } from './records.ts';

export const listVersionsByFunction = operation({
  name: 'ListVersionsByFunction',
  input: { FunctionName: functionName, MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: (input, { world }) => {
    const { name } = needFunction(world, { name: readFunctionName(input.FunctionName).name });
    const { items, next } = page(input, {
      of: 'ListVersionsByFunction',
      items: versionsOf(world, name),
      // $LATEST first, as AWS gives it.
      place: ({ version }) => [version === latest ? 0 : Number(version)],
    });
    return { Versions: items.map((record) => configurationOf(world, record, true)), ...next };
  },
});
