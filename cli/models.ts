import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { problems } from '../lambdas/contract/problems.ts';
import { type Settings, type SettingsFile, settingsFile } from '../lambdas/contract/settings.ts';
import { readSettingsFile } from '../lambdas/contract/settings-file.ts';
import { CliError } from './cli-error.ts';
import { packageRoot } from './package-root.ts';

/** A model named on the command line: what the command line itself needs of its settings (the name, the data). */
export interface LocalModel {
  readonly name: string;
  /** The settings file, absolute. */
  readonly file: string;
  /** Where `data.folder` is relative to, and `data.prepare` runs. */
  readonly folder: string;
  readonly data: SettingsFile['data'];
  readonly source: Pick<SettingsFile['source'], 'type' | 'repository' | 'branches'>;
  /** What its deploy would write into Parameter Store. */
  readonly settings: Settings;
}

/** The settings of the named models, or of all of `models/`. Throws with every wrong setting of the first wrong file. */
export function findModels(paths: readonly string[], cwd: string, root = packageRoot()): LocalModel[] {
  const files = paths.length > 0 ? paths.map((path) => settingsFileOf(path, cwd)) : installedFiles(root);
  if (files.length > 0) return files.map((file) => readModel(file, cwd));
  // The package has no examples.
  const example = join(root, 'examples', 'bird-strikes');
  const how = existsSync(example) ? `Try: trainyard local ${relative(cwd, example) || '.'}` : '`trainyard init PATH` writes one.';
  throw new CliError(`Expected a model; got no PATH, and models/ is empty. ${how}`);
}

function installedFiles(root: string): string[] {
  const folder = join(root, 'models');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names
    .map((name) => (/\.ya?ml$/.test(name) ? join(folder, name) : join(folder, name, 'trainyard.yml')))
    .filter((file) => existsSync(file));
}

function settingsFileOf(path: string, cwd: string): string {
  const found = resolve(cwd, path);
  if (!existsSync(found))
    throw new CliError(`Expected a model's folder or settings file; nothing is at ${path}. See \`trainyard init --help\`.`);
  if (!statSync(found).isDirectory()) return found;
  const file = join(found, 'trainyard.yml');
  if (existsSync(file)) return file;
  throw new CliError(`Expected a trainyard.yml in ${path}; found none. \`trainyard init ${path}\` writes one.`);
}

function readModel(file: string, cwd: string): LocalModel {
  const shown = relative(cwd, file) || file;
  const result = v.safeParse(settingsFile, parseYaml(file, shown));
  if (!result.success) {
    const faults = problems(settingsFile, result.issues).map(({ field, text }) => (field ? `${field}: ${text}` : text));
    throw new CliError(`${shown}: ${faults.join('; ')}`);
  }
  const { model, data, ...settings } = result.output;
  const { source } = settings;
  return { name: model, file, folder: resolve(dirname(file), source.path ?? '.'), data, source, settings };
}

function parseYaml(file: string, shown: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return readSettingsFile(text);
  } catch (cause) {
    throw new CliError(`Expected YAML in ${shown}; got: ${(cause as Error).message}`, { cause });
  }
}
