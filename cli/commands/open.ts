import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { consolePages } from '../../lambdas/contract/console.ts';
import type { Account } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { type DeployedModel, deployedModels, endpointName, readState, stateMachineArn } from '../installation.ts';
import type { Io } from '../io.ts';
import { openWorld } from '../local-world.ts';
import { lastMailOf } from '../mails.ts';
import { findRun } from '../runs.ts';

/** Prints the address of a run's or an endpoint's page, and shows it in a browser where somebody sits at a terminal. */
export const open: Command = async (args, io) => {
  const world = await openWorld(args, io);
  try {
    const address = await addressOf(world.account, args);
    io.out.write(`${address}\n`);
    if (world.account.dataDir) io.err.write('A local world has mails and no console: links to consoles work with --aws.\n');
    if (world.runtime) io.err.write('It is served while a world runs: `trainyard local`.\n');
    else if (io.out.isTerminal && !args.flag('print')) browse(address, io);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

async function addressOf(account: Account, args: Arguments): Promise<string> {
  const word = args.positionals[0];
  const model = word === undefined ? undefined : (await deployedModels(account)).find(({ name }) => name === word);
  if (args.flag('endpoint') && !model) throw usageError('Expected MODEL with --endpoint; got no name of a deployed model.');
  if (model && args.flag('endpoint') && !account.dataDir) return consolePages(await stateMachineArn(account)).endpoint(endpointName(model));
  const run = model ? await lastRun(account, model) : await findRun(account, word);
  if (!account.dataDir) return consolePages(run).execution(run);
  const mail = lastMailOf(account, model?.name, model ? undefined : run);
  return `${account.runtimeUrl}/_trainyard/mail${mail ? `/${encodeURIComponent(basename(mail.path))}` : ''}`;
}

async function lastRun(account: Account, { name }: DeployedModel): Promise<string> {
  const state = await readState(account, name);
  const run = state?.running?.execution.arn ?? state?.runs[0]?.execution;
  if (run) return run;
  throw new CliError(`Expected a run of ${name} to open; there is none yet. Start one: \`trainyard run --model ${name}\`.`);
}

/** The browser is the person's own and outlives this command. A machine without one has printed the address. */
function browse(address: string, { env }: Io): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [address], { env: { ...env }, stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
