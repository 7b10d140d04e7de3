import { needsJsonPath, type Raw } from '../local/asl/index.ts';
import { readCases } from '../test/conformance/case-file.ts';
import { compareHistory, compareOutcome } from '../test/conformance/compare.ts';
import { runCase } from '../test/conformance/run-case.ts';

/** `npm run --silent conformance -- DIR`: recorded executions against the local Step Functions. Exit code 1: one differs. */
async function main(dir: string | undefined): Promise<number> {
  if (dir === undefined) {
    process.stderr.write('Usage: npm run conformance -- DIR, a folder of recorded executions such as test/conformance/cases\n');
    return 2;
  }
  const cases = readCases(dir);
  const totals = { cases: cases.length, outcomes: 0, histories: 0, skipped: { jsonpath: 0 } };
  for (const file of cases) {
    if (needsJsonPath(file.definition as Raw)) {
      totals.skipped.jsonpath++;
      continue;
    }
    const [outcome, history] = await differences(file);
    if (outcome === undefined) totals.outcomes++;
    if (history === undefined) totals.histories++;
    const first = outcome ?? history;
    if (first !== undefined) process.stdout.write(`${file.id}: ${first}\n`);
  }
  process.stdout.write(`${JSON.stringify(totals)}\n`);
  const run = totals.cases - totals.skipped.jsonpath;
  return totals.outcomes === run && totals.histories === run ? 0 : 1;
}

async function differences(file: ReturnType<typeof readCases>[number]): Promise<[string | undefined, string | undefined]> {
  try {
    const answer = await runCase(file);
    return [compareOutcome(file, answer), compareHistory(file, answer)];
  } catch (error) {
    const text = `did not run: ${(error as Error).message}`;
    return [text, text];
  }
}

process.exitCode = await main(process.argv[2]);
