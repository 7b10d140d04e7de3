import type { SectionName } from '../../lambdas/contract/settings.ts';
import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployedModel } from '../installation.ts';
import { openWorld } from '../local-world.ts';
import { effective, faultsOf, hintsOf, type Layers, readSettings, sectionNames, writeOverride } from '../overrides.ts';
import { parameterTable } from '../parameter-table.ts';
import { assignment, type SettingPath, settingPath } from '../setting-path.ts';
import { at, merge, nested, without } from '../tree.ts';

/** Shows a model's settings with what overrides them, and sets and clears overrides: checked as the next run would check them. */
export const parameters: Command = async (args, io) => {
  const [name = '', ...words] = args.positionals;
  const sets = words.filter((word) => word.includes('=')).map((word) => assignment(word, 'the setting'));
  const shown = words.filter((word) => !word.includes('=')).map((word) => settingPath(word, 'the setting'));
  const clears = args.texts('clear').map((text) => settingPath(text, '--clear'));
  const world = await openWorld(args, io);
  try {
    const { name: model } = await deployedModel(world.account, name);
    const { layers: before, stray } = await readSettings(
      world.account,
      model,
      clears.filter((path) => path.length === 1).map(([section]) => section),
    );
    const after = sets.reduce(set, clears.reduce(clear, before));
    const changed = [...sets.map(({ path }) => path), ...clears];
    if (changed.length > 0) {
      check(after, sets.length > 0);
      for (const section of new Set(changed.map(([section]) => section)))
        await writeOverride(world.account, model, section, after[section].override ?? {});
    }
    const paths = [...shown, ...changed];
    if (args.flag('json')) io.out.write(`${JSON.stringify(asJson(after), null, 2)}\n`);
    else io.out.write(`${parameterTable(after, io.out.size().columns, paths).join('\n')}\n`);
    const faults = [...stray, ...faultsOf(after)];
    if (faults.length > 0) io.err.write(`The next run will refuse these settings. ${faults.join('; ')}\n`);
    else if (changed.length > 0) io.err.write(`In effect from the next run of ${model} on.\n`);
    for (const hint of hintsOf(after)) io.err.write(`${hint}\n`);
    const fixed = sets.map(({ path }) => path.join('.')).filter((name) => madeByStack.has(name));
    if (fixed.length > 0) io.err.write(`But ${fixed.join(', ')}: the stack is made by it, so only a deploy changes that.\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

/** What the model's stack is built from: a run reads the override, and nothing follows from it. */
const madeByStack = new Set(['source.type', 'source.path', 'source.repository', 'triggers.data', 'triggers.schedule']);

function set(layers: Layers, { path: [section, ...keys], value }: { path: SettingPath; value: unknown }): Layers {
  return { ...layers, [section]: { ...layers[section], override: merge(layers[section].override ?? {}, nested(keys, value)) } };
}

function clear(layers: Layers, [section, ...keys]: SettingPath): Layers {
  const { override } = layers[section];
  if (keys.length === 0) return { ...layers, [section]: { ...layers[section], override: undefined } };
  if (at(override, keys) === undefined) {
    const there = override ? `; overridden there: ${JSON.stringify(override)}` : '';
    throw new CliError(`Expected an override of ${[section, ...keys].join('.')} to clear; there is none${there}.`);
  }
  const left = without(override ?? {}, keys);
  return { ...layers, [section]: { ...layers[section], override: Object.keys(left).length > 0 ? left : undefined } };
}

/** What is cleared may leave other faults behind, which were there before; what is set may not add any. */
function check(after: Layers, isSet: boolean): void {
  const faults = isSet ? faultsOf(after) : [];
  if (faults.length > 0) throw usageError(`Nothing was changed. ${faults.join('; ')}`);
}

const asJson = (layers: Layers): Record<SectionName, object> =>
  Object.fromEntries(
    sectionNames.map((section) => {
      const { defaults, override } = layers[section];
      return [section, { defaults, overrides: override ?? {}, inEffect: effective(layers[section]) }];
    }),
  ) as Record<SectionName, object>;
