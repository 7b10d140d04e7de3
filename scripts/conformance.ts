import { statSync } from 'node:fs';
import { readCases } from '../test/conformance/case-file.ts';
import { judge } from '../test/conformance/judge.ts';

/** `npm run --silent conformance -- DIR`: recorded executions against the local Step Functions. Exit code 1: one differs. */
async function main(dir: string | undefined): Promise<number> {
  if (dir === undefined || !statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    process.stderr.write('Usage: npm run conformance -- DIR, a folder of recorded executions such as test/conformance/cases\n');
    return 2;
  }
  const cases = readCases(dir);
  const totals = { cases: cases.length, outcomes: 0, histories: 0, skipped: { jsonpath: 0 } };
  for (const file of cases) {
    const verdict = await judge(file);
    if ('skipped' in verdict) {
      totals.skipped.jsonpath++;
      continue;
    }
    const { outcome, history } = verdict;
    if (outcome === undefined) totals.outcomes++;
    if (history === undefined) totals.histories++;
    const first = outcome ?? history;
    if (first !== undefined) process.stdout.write(`${file.id}: ${first.replaceAll('\n', ' ')}\n`);
  }
  process.stdout.write(`${JSON.stringify(totals)}\n`);
  const run = totals.cases - totals.skipped.jsonpath;
  return totals.outcomes === run && totals.histories === run ? 0 : 1;
}

// A promise that nobody waits for is one case's trouble, which its comparison shows; it must not end the run of all.
process.on('unhandledRejection', (error) => process.stderr.write(`A rejection that nobody handled: ${error}\n`));
process.exitCode = await main(process.argv[2]);
