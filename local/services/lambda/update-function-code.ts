import { freezeCode } from '../../functions/code-store.ts';
import { flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf, renewed } from './configuration.ts';
import { architectures, functionName } from './members.ts';
import { publish } from './publish.ts';
import { functionKey, functionTable, latest, needFunction, readFunctionName } from './records.ts';

export const updateFunctionCode = operation({
  name: 'UpdateFunctionCode',
  input: { FunctionName: functionName, Directory: text(required), Publish: flag(), Architectures: architectures },
  run: (input, { world }) => {
    const { name } = readFunctionName(input.FunctionName);
    const current = needFunction(world, { name });
    const { hash, size } = freezeCode(world, input.Directory);
    const record = {
      ...current,
      ...renewed(world),
      codeHash: hash,
      codeSize: size,
      architectures: input.Architectures ?? current.architectures,
    };
    functionTable(world).set(functionKey(name, latest), record);
    return configurationOf(world, input.Publish ? publish(world, name) : record);
  },
});
