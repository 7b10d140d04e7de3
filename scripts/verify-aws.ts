import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ExitCode, errorText } from '../cli/cli-error.ts';
import { cliClock } from '../cli/clock.ts';
import { canAsk, confirm } from '../cli/confirm.ts';
import { interruptOn } from '../cli/interrupt.ts';
import { type Io, outputOf } from '../cli/io.ts';
import { findModels } from '../cli/models.ts';
import { verify } from './verify/verify.ts';
import { awsWorld, localWorld } from './verify/worlds.ts';

// `npm run verify:aws -- [--profile P] [--region R] [--yes]`: proves this version in an AWS account, under a name of its own, and removes what
// it made. `-- --local`: the same steps in a local world; only how the stacks get there differs. `--model PATH`: another model than the example.
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const { values } = parseArgs({ options: { local: flag, yes: flag, profile: text, region: text, model: text, fixtures: text } });
const root = resolve(import.meta.dirname, '..');
const installation = `verify-${randomBytes(3).toString('hex')}`;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-verify-')));
const err = outputOf(process.stderr, process.env);
const interrupt = interruptOn(
  process,
  () => process.exit(ExitCode.interrupted),
  () => err.write(`\nStopping, then removing what was made… (Ctrl+C again leaves it: \`${byHand()}\`)\n`),
);
const io: Io = {
  cwd: root,
  out: outputOf(process.stdout, process.env),
  err,
  stdin: process.stdin,
  env: process.env,
  clock: cliClock,
  interrupt,
};
try {
  const [model] = findModels([values.model ?? join(root, 'examples/bird-strikes')], process.cwd());
  const world = values.local
    ? await localWorld(io, installation, join(folder, 'state'))
    : await awsWorld(io, installation, values.profile, values.region);
  try {
    const date = new Date(cliClock.now()).toISOString().slice(0, 10);
    const fixtures = resolve(values.fixtures ?? (values.local ? join(folder, 'fixtures') : join(root, 'test/fixtures/aws', date)));
    io.out.write(`Verifying ${model?.name} in ${world.account.name} as the installation ${installation}.\n`);
    if (!values.local) await agree();
    if (model) await verify(world, io, { model, assembly: join(folder, 'cdk.out'), fixtures });
    io.out.write('\nVerified.\n');
  } finally {
    await world.close();
  }
} catch (error) {
  err.write(`\n${errorText(error, false)}`);
  process.exitCode = ExitCode.failed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Nobody should find out from a bill. */
async function agree(): Promise<void> {
  io.out.write(
    `It takes about an hour and about a dollar: two trainings, six builds, an endpoint for that time. By hand it is removed with\n`,
  );
  io.out.write(`\`${byHand()}\`.\n`);
  if (values.yes) return;
  if (!canAsk(io)) throw new Error('Expected --yes where there is no terminal to ask on: nothing was made.');
  if (!(await confirm(io, 'Begin?'))) throw new Error('Nothing was made.');
}

function byHand(): string {
  const where = [values.profile ? ` --profile ${values.profile}` : '', values.region ? ` --region ${values.region}` : ''].join('');
  return `npx trainyard destroy --all --data --aws --installation ${installation}${where}`;
}
