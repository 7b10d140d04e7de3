import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Account } from '../account.ts';
import { localAccount } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { bootstrapFindings, credentialsFinding } from '../doctor/account.ts';
import { costFindings } from '../doctor/costs.ts';
import { lockFindings, secretFindings, settingsFindings, sourceFindings, subscriptionFindings } from '../doctor/deployed.ts';
import { asked, type Finding, fail, ok, warn } from '../doctor/finding.ts';
import { machineFindings } from '../doctor/machine.ts';
import { quotaFindings, type WantedModel } from '../doctor/quotas.ts';
import { deployedModels } from '../installation.ts';
import type { Io } from '../io.ts';
import { dataDirOf, openWorld, usualPortOf } from '../local-world.ts';
import { findModels } from '../models.ts';

/** Looks for what would stand in the way of a run, and says what to do about it. Changes nothing, and starts no world. */
export const doctor: Command = async (args, io) => {
  const findings = args.flag('aws') ? await onAws(args, io) : await here(args, io);
  if (args.flag('json')) io.out.write(`${JSON.stringify(findings, null, 2)}\n`);
  else io.out.write(findings.map(line(Math.max(...findings.map(({ check }) => check.length)))).join(''));
  return findings.some(({ state }) => state === 'FAIL') ? ExitCode.failed : ExitCode.ok;
};

const line =
  (width: number) =>
  ({ check, state, text }: Finding): string =>
    `${state.padEnd(4)}  ${check.padEnd(width)}  ${text}\n`;

async function here(args: Arguments, io: Io): Promise<Finding[]> {
  const dataDir = dataDirOf(args, io);
  const { findWorld } = await import('../../local/runtime.ts');
  const running = (await findWorld(dataDir))?.endpointUrl;
  const { findings, models } = namedModels(args, io);
  const needsGit = models.some(({ settings }) => settings.source.type === 'codecommit');
  const machine = { nodeVersion: process.versions.node, dataDir, port: usualPortOf(dataDir), running, needsGit };
  const world = running ? await installationFindings(localAccount(running, dataDir, args.text('installation'))) : undefined;
  return [
    ...(await machineFindings(machine, io)),
    ...findings,
    ...(world?.findings ?? []),
    ...costFindings(together(models, world?.models)),
  ];
}

async function onAws(args: Arguments, io: Io): Promise<Finding[]> {
  const opened = await openWorld(args, io).catch((error: Error) => {
    if (!(error instanceof CliError)) throw error;
    return error;
  });
  if (opened instanceof CliError) return [fail('region', opened.message)];
  const { account } = opened;
  const credentials = await credentialsFinding(account);
  if (credentials.state === 'FAIL') return [ok('region', account.name), credentials];
  return [ok('region', account.name), credentials, ...(await accountFindings(account, args, io, account.client(ServiceQuotasClient)))];
}

/** All of an account but who asks. `quotas`: Service Quotas, of which the local world has none. */
export async function accountFindings(
  account: Account,
  args: Arguments,
  io: Io,
  quotas: Pick<ServiceQuotasClient, 'send'>,
): Promise<Finding[]> {
  const named = namedModels(args, io);
  const { findings, models } = await installationFindings(account);
  const wanted = together(named.models, models);
  return [
    ...(await bootstrapFindings(account)),
    ...named.findings,
    ...(await asked('quotas', () => quotaFindings(wanted, quotas))),
    ...findings,
    ...costFindings(wanted),
  ];
}

/** The models of the command line, or of models/. */
function namedModels({ positionals }: Arguments, io: Io): { findings: Finding[]; models: WantedModel[] } {
  try {
    return { findings: [], models: findModels(positionals, io.cwd) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { findings: [positionals.length > 0 ? fail('models', error.message) : warn('models', error.message)], models: [] };
  }
}

/** A deployed model counts as it is deployed, with its overrides. */
const together = (named: readonly WantedModel[], deployed: readonly WantedModel[] = []): WantedModel[] => [
  ...deployed,
  ...named.filter(({ name }) => !deployed.some((other) => other.name === name)),
];

async function installationFindings(account: Account): Promise<{ findings: Finding[]; models: WantedModel[] }> {
  const names: string[] = [];
  const refused = await asked('installation', async () => {
    names.push(...(await deployedModels(account)).map(({ name }) => name));
    return [];
  });
  if (refused.length > 0) return { findings: refused, models: [] };
  if (names.length === 0)
    return { findings: [ok('installation', `no model of ${account.installation} is deployed in ${account.name} yet`)], models: [] };
  const findings = [...(await subscriptionFindings(account))];
  const models: WantedModel[] = [];
  for (const name of names) {
    const { findings: found, model } = await settingsFindings(account, name);
    findings.push(...found, ...(await lockFindings(account, name)));
    if (!model) continue;
    models.push(model);
    findings.push(...(await sourceFindings(account, model)));
  }
  return { findings: [...findings, ...(await secretFindings(account, models))], models };
}
