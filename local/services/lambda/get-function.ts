import { frozenFolder } from '../../functions/code-store.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { configurationOf } from './configuration.ts';
import { functionName } from './members.ts';
import { needFunction, readFunctionName } from './records.ts';

export const getFunction = operation({
  name: 'GetFunction',
  input: { FunctionName: functionName, Qualifier: text() },
  run: ({ FunctionName, Qualifier }, { world }) => {
    const reference = readFunctionName(FunctionName, Qualifier);
    const record = needFunction(world, reference);
    return {
      Configuration: configurationOf(world, record, reference.qualifier !== undefined),
      // AWS links to a zip in S3; here the code is a folder.
      Code: { RepositoryType: 'S3', Location: frozenFolder(world, record.codeHash) },
      ...(Object.keys(record.tags).length > 0 && { Tags: record.tags }),
    };
  },
});
