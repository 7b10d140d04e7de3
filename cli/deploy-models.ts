import { metricHints } from '../lambdas/contract/metric-regex.ts';
import type { StackResult } from '../local/runtime.ts';
import type { Account } from './account.ts';
import { assemblyMessages } from './assembly-messages.ts';
import { CliError } from './cli-error.ts';
import { prepareData, uploadData, uploadText } from './data.ts';
import { deployedModels, functionVariable } from './installation.ts';
import type { Io } from './io.ts';
import type { OpenWorld } from './local-world.ts';
import type { LocalModel } from './models.ts';
import { step } from './step.ts';
import { synthesize } from './synth.ts';

/** Synthesizes the stacks with these models and deploys them into the local world, be it this process's or another's. */
export async function deployModels(world: OpenWorld, models: readonly LocalModel[], io: Io): Promise<void> {
  const { dataDir } = world.account;
  if (dataDir === undefined) throw new CliError('Expected a local world to deploy into; got AWS: see docs/deploy.md.');
  for (const { name, settings } of models) for (const hint of metricHints(settings.training.metrics)) io.err.write(`${name}: ${hint}\n`);
  // Stacks of other models are here from earlier deploys: the shared stack keeps their roles' right to be passed.
  const others = (await deployedModels(world.account)).map(({ name }) => name);
  const assembly = await step(io, 'Stacks synthesized', () => synthesize(models, others, dataDir, io));
  for (const { kind, text } of assemblyMessages(assembly)) io.out.write(`${kind === 'warning' ? 'Warning: ' : ''}${text}\n`);
  await step(io, 'Stacks deployed', () => deploy(world, dataDir, assembly), changes);
}

async function deploy({ runtime, account }: OpenWorld, dataDir: string, assembly: string): Promise<readonly StackResult[]> {
  try {
    if (runtime) return (await runtime.deploy(assembly)).stacks;
    const { deployInto } = await import('../local/runtime.ts');
    return (await deployInto(account.runtimeUrl, dataDir, assembly)).stacks;
  } catch (cause) {
    throw new CliError(`The local deploy failed: ${(cause as Error).message}`, { cause });
  }
}

function changes(stacks: readonly StackResult[]): string {
  const count = (of: (stack: StackResult) => readonly string[]) => stacks.reduce((sum, stack) => sum + of(stack).length, 0);
  const parts = [
    [count(({ created }) => created), 'created'],
    [count(({ updated }) => updated), 'updated'],
    [count(({ deleted }) => deleted), 'deleted'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return said.length > 0 ? `${said.join(', ')} resources` : 'nothing changed';
}

/** Fills the data bucket from each model's data folder. */
export async function fillData(account: Account, models: readonly LocalModel[], io: Io): Promise<void> {
  for (const model of models)
    await step(
      io,
      `Data of ${model.name} in S3`,
      () => fill(account, model, io),
      (said) => said,
    );
}

async function fill(account: Account, model: LocalModel, io: Io): Promise<string> {
  const folder = await prepareData(model, io);
  if (folder === undefined) return `no folder ${model.data.folder}: what is there stays`;
  const bucket = await functionVariable(account, 'prepare', 'DATA_BUCKET');
  return uploadText(await uploadData(account, bucket, model.name, folder), model.data.folder);
}
