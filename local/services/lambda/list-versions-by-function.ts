import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName, versionsOf } from './records.ts';

export const listVersionsByFunction = operation({
  name: 'ListVersionsByFunction',
  input: { FunctionName: functionName, MaxItems: number({ integer: true, min: 1, max: 10_000 }), Marker: text() },
  run: ({ FunctionName }, { world }) => {
    const { name } = needFunction(world, { name: readFunctionName(FunctionName).name });
    return { Versions: versionsOf(world, name).map((record) => configurationOf(world, record, true)) };
  },
});
