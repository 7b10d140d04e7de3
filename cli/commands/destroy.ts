import * as v from 'valibot';
import { modelName } from '../../lambdas/contract/settings.ts';
import type { Account } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { canAsk, confirm } from '../confirm.ts';
import { type Group, knownModels, modelGroup, sharedGroup } from '../destroy/inventory.ts';
import { inventoryLines, remainderLines } from '../destroy/lines.ts';
import type { Io } from '../io.ts';
import { openWorld } from '../local-world.ts';
import { programName } from '../package-root.ts';
import { step } from '../step.ts';

/** Lists what exists, and removes it in order: what runs, what bills by the hour, the stack, and with --data the rest. */
export const destroy: Command = async (args, io) => {
  const model = modelOf(args);
  const withData = args.flag('data');
  const world = await openWorld(args, io);
  try {
    const { account } = world;
    const groups = await gather(account, io, model);
    if (groups.every(({ things }) => things.length === 0)) {
      io.out.write(`Nothing of ${model ?? account.installation} is in ${account.name}.\n`);
      return ExitCode.ok;
    }
    const goes = groups.flatMap(({ things }) => things).filter(({ isData }) => withData || !isData);
    if (goes.length > 0) {
      io.out.write(`${inventoryLines(groups, withData).join('\n')}\n`);
      if (!args.flag('yes')) {
        if (!canAsk(io)) throw usageError('Expected --yes where there is no terminal to ask on: nothing was removed.');
        if (!(await confirm(io, question(withData)))) throw new CliError('Nothing was removed.');
      }
      io.out.write('\n');
      for (const { done, remove } of goes) await step(io, done, remove);
      io.out.write('\n');
    }
    const command = `${programName(io.cwd)} destroy ${model ?? '--all'} --data${args.flag('aws') ? ' --aws' : ''}`;
    io.out.write(`${remainderLines(account, await gather(account, io, model), command).join('\n')}\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

const question = (withData: boolean): string =>
  withData ? 'Remove all of this, data included? It cannot be brought back.' : 'Remove what is not kept?';

function modelOf(args: Arguments): string | undefined {
  const [model] = args.positionals;
  if ((model === undefined) !== args.flag('all')) throw usageError('Expected MODEL or --all, one of the two.');
  // It becomes part of patterns that say what is removed.
  if (model !== undefined && !v.is(modelName, model)) throw usageError(`Expected a model's name; got "${model}".`);
  return model;
}

async function gather(account: Account, io: Io, model: string | undefined): Promise<Group[]> {
  const groups: Group[] = [];
  for (const name of model === undefined ? await knownModels(account) : [model]) groups.push(await modelGroup(account, io, name));
  if (model === undefined) groups.push(await sharedGroup(account, io));
  return groups;
}
