import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';
import { prepareData, uploadData } from './data.ts';
import { functionVariable } from './installation.ts';
import type { Io } from './io.ts';
import type { OpenWorld } from './local-world.ts';
import type { LocalModel } from './models.ts';
import { step } from './step.ts';
import { synthesize } from './synth.ts';

/** Synthesizes the stacks with these models and deploys them into the local world that this process holds. */
export async function deployModels({ runtime, account }: OpenWorld, models: readonly LocalModel[], io: Io): Promise<void> {
  const dataDir = account.dataDir;
  if (!runtime || !dataDir) throw new CliError('not yet');
  const assembly = await step(io, 'Stacks synthesized', () => synthesize(models, dataDir, io));
  await step(io, 'Stacks deployed', () => (runtime as unknown as { deploy(dir: string): Promise<unknown> }).deploy(assembly));
}

/** Fills the data bucket from each model's data folder. */
export async function fillData(account: Account, models: readonly LocalModel[], io: Io): Promise<void> {
  for (const model of models) {
    const folder = await step(
      io,
      `Data of ${model.name} found`,
      () => prepareData(model, io),
      (found) => found ?? 'no folder: what is in S3 stays',
    );
    if (folder === undefined) continue;
    await step(
      io,
      `Data of ${model.name} in S3`,
      async () => uploadData(account, await functionVariable(account, 'prepare', 'DATA_BUCKET'), model.name, folder),
      ({ uploaded, unchanged, removed }) => `${uploaded} uploaded, ${unchanged} unchanged${removed ? `, ${removed} removed` : ''}`,
    );
  }
}
