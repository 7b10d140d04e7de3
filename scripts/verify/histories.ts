import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeExecutionCommand, type ExecutionListItem, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { Account } from '../../cli/account.ts';
import { HistoryReader } from '../../cli/history.ts';
import { stateMachineArn } from '../../cli/installation.ts';
import type { Step } from './verification.ts';

/** Every execution of pipeline and recovery with its whole history, for tests that hold the interpreter to what AWS did. */
export const histories: Step = {
  name: 'Histories saved',
  run: async ({ account, fixtures }) => {
    const pipeline = await stateMachineArn(account);
    const found = [...(await executions(account, pipeline)), ...(await executions(account, pipeline.replace(/-pipeline$/, '-recovery')))];
    mkdirSync(fixtures, { recursive: true });
    for (const { executionArn = '', name = '' } of found) {
      const { $metadata, ...execution } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
      const events = await new HistoryReader(account.sfn, executionArn).read();
      writeFileSync(join(fixtures, `${name}.json`), `${withoutSecrets(JSON.stringify({ execution, events }, undefined, 1))}\n`);
    }
    return `${found.length} in ${fixtures}`;
  },
};

async function executions(account: Account, arn: string): Promise<ExecutionListItem[]> {
  const { executions: found = [] } = await account.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn, maxResults: 1000 }));
  return found;
}

/** Fixtures are published: the account's number becomes the one that AWS's documents use, and task tokens, which are credentials, go. */
export function withoutSecrets(text: string): string {
  const accounts = new Set([...text.matchAll(/\barn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/g)].map(([, account]) => account ?? ''));
  const known = [...accounts].reduce((rest, account) => rest.replaceAll(account, '123456789012'), text);
  return known.replace(/(\\*"(?:taskToken|token)\\*":\s*\\*")[A-Za-z0-9+/=_-]{40,}/gi, '$1TASK-TOKEN');
}
