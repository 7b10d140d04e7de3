import { excuses } from './iam/excuses.ts';
import { firstRelease, folderModel } from './iam/folder-model.ts';
import { grantsOf } from './iam/grants.ts';
import { judge, linesOf, totalsOf } from './iam/judge.ts';
import { repositoryModel } from './iam/repository-model.ts';
import { stage } from './iam/stage.ts';

/**
 * `npm run --silent iam-report`: what every role was denied, and what it was granted and never used, over good, bad and stopped runs of two
 * models. Exit code 1: a denied call, an unused grant, a stale excuse, a failure in the background or of a scenario.
 */
async function main(): Promise<number> {
  const world = await stage();
  try {
    const { roles, grants } = grantsOf(world.world);
    await firstRelease(world);
    const ends = await Promise.allSettled([folderModel(world), repositoryModel(world)]);
    await world.deliverChecksAgain();
    const faults = [...world.faults, ...ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason?.stack)] : []))];
    const report = judge(roles, grants, world.runtime.permissionsUsed(), excuses);
    for (const line of [...linesOf(report), ...faults.map((fault) => `failed: ${fault}`)]) process.stdout.write(`${line}\n`);
    const totals = totalsOf(report);
    process.stdout.write(`${JSON.stringify(totals)}\n`);
    return totals.denied + totals.unused + report.stale.length + faults.length === 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.exitCode = await main();
