import { operation } from '../operation.ts';
import { accountConcurrency, unreservedConcurrency } from './concurrency.ts';
import { functionTable, latest } from './records.ts';

const mebibytes = 2 ** 20;

/** Says how many invocations this world runs at a time, and what is stored. The limits of code size are AWS's; here nothing is held to them. */
export const getAccountSettings = operation({
  name: 'GetAccountSettings',
  input: {},
  run: (_input, { world }) => {
    const records = functionTable(world).values();
    return {
      AccountLimit: {
        TotalCodeSize: 75 * 1024 * mebibytes,
        CodeSizeUnzipped: 250 * mebibytes,
        CodeSizeZipped: 50 * mebibytes,
        ConcurrentExecutions: accountConcurrency(world),
        UnreservedConcurrentExecutions: unreservedConcurrency(world),
      },
      AccountUsage: {
        TotalCodeSize: records.reduce((sum, { codeSize }) => sum + codeSize, 0),
        FunctionCount: records.filter(({ version }) => version === latest).length,
      },
    };
  },
});
