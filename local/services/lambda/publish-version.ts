import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionName } from './members.ts';
import { publish } from './publish.ts';
import { readFunctionName } from './records.ts';

export const publishVersion = operation({
  name: 'PublishVersion',
  input: { FunctionName: functionName, Description: text({ max: 256 }), CodeSha256: text() },
  run: ({ FunctionName, Description }, { world }) =>
    configurationOf(world, publish(world, readFunctionName(FunctionName).name, Description)),
});
