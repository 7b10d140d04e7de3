import type { Arguments } from '../arguments.ts';
import { ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployedModel, deployedModels } from '../installation.ts';
import type { Io } from '../io.ts';
import { openWorld } from '../local-world.ts';
import { modelStatus, statusLines } from '../model-status.ts';

/** What is deployed, what serves, and how the last runs ended. */
export const status: Command = async (args: Arguments, io: Io) => {
  const world = await openWorld(args, io);
  try {
    const name = args.positionals[0];
    const models = name === undefined ? await deployedModels(world.account) : [await deployedModel(world.account, name)];
    if (models.length === 0) {
      io.out.write(`No models in ${world.account.name}.\n`);
      return ExitCode.ok;
    }
    const statuses = await Promise.all(models.map((model) => modelStatus(world.account, model)));
    io.out.write(
      `${statuses.map((found) => statusLines(found, name === undefined ? 3 : 10, io.out.size().columns).join('\n')).join('\n\n')}\n`,
    );
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};
