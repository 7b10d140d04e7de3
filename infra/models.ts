import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import { problems } from '../lambdas/contract/problems.ts';
import { type SettingsFile, settingsFile } from '../lambdas/contract/settings.ts';
import { beyondFolder } from '../lambdas/contract/settings-checks.ts';
import { readSettingsFile } from '../lambdas/contract/settings-file.ts';
import { checkSamples } from './check-samples.ts';
import { repositoryRoot } from './repository-root.ts';

/** A model this installation builds and deploys. */
export interface Model {
  readonly settings: SettingsFile;
  /** The settings file as people call it: relative to the current folder. */
  readonly file: string;
  /** The folder that the deploy packages, absolute; or the repository. */
  readonly source: string | RepositorySource;
}

/** Without `repository`, the model's stack makes one. */
export interface RepositorySource {
  readonly type: 'codecommit' | 'github';
  readonly repository: string | undefined;
}

/**
 * Reads the settings of the named models, or of everything in `models/`.
 * @throws Error with one line for each wrong value: file, field, what was expected, what came, the near miss.
 */
export function readModels(paths: readonly string[] | undefined, cwd = process.cwd()): Model[] {
  const files = paths ? paths.map((path) => settingsFileOf(resolve(cwd, path), cwd)) : installed();
  const faults: string[] = [];
  const models = files.flatMap((file) => {
    try {
      return [readModel(file, relative(cwd, file) || file)];
    } catch (error) {
      faults.push((error as Error).message);
      return [];
    }
  });
  for (const model of models) {
    const first = models.find(({ settings }) => settings.model === model.settings.model);
    if (first && first !== model)
      faults.push(`${model.file}: model: expected a name of its own, got "${model.settings.model}" as in ${first.file}`);
  }
  if (faults.length) throw new Error(faults.join('\n'));
  return models;
}

/** `models/<name>/trainyard.yml` and `models/<name>.yml`. */
function installed(): string[] {
  const folder = join(repositoryRoot, 'models');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => {
    if (/\.ya?ml$/.test(name)) return [join(folder, name)];
    const file = join(folder, name, 'trainyard.yml');
    return existsSync(file) ? [file] : [];
  });
}

function settingsFileOf(path: string, cwd: string): string {
  const shown = relative(cwd, path) || '.';
  if (!existsSync(path)) throw new Error(`${shown}: expected a model's folder or its settings file, found nothing there`);
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, 'trainyard.yml');
  if (existsSync(file)) return file;
  throw new Error(`${shown}: expected a trainyard.yml in this folder, found none; \`trainyard init ${shown}\` writes one`);
}

function readModel(file: string, shown: string): Model {
  const settings = parseYaml(readFileSync(file, 'utf8'), shown);
  return checkModel(settings, shown, (path) => sourceFolder(file, shown, path));
}

/**
 * Settings as a model, with the defaults filled in. `shown` is what people call where they come from; `folderOf` finds the source's folder.
 * @throws Error with one line for each wrong value
 */
export function checkModel(input: unknown, shown: string, folderOf: (path: string | undefined) => string): Model {
  const result = v.safeParse(settingsFile, input);
  if (!result.success) {
    const lines = problems(settingsFile, result.issues).map(({ field, text }) => `${shown}: ${field ? `${field}: ` : ''}${text}`);
    throw new Error(lines.join('\n'));
  }
  const settings = result.output;
  const { type, path, repository, connection } = settings.source;
  if (connection !== undefined && type !== 'github')
    throw new Error(`${shown}: source.connection: expected with source.type github only, got "${connection}" with ${type}`);
  const [beyond] = beyondFolder(settings.source);
  if (beyond) throw new Error(`${shown}: ${beyond.field}: ${beyond.text}`);
  if (type === 'folder') {
    if (repository !== undefined)
      throw new Error(`${shown}: source.repository: expected with source.type codecommit or github only, got "${repository}" with folder`);
    const source = folderOf(path);
    checkSamples(shown, source, settings.deployment);
    return { settings, file: shown, source };
  }
  if (path !== undefined) throw new Error(`${shown}: source.path: expected with source.type folder only, got "${path}" with ${type}`);
  checkRepository(shown, type, repository);
  return { settings, file: shown, source: { type, repository } };
}

function checkRepository(shown: string, type: RepositorySource['type'], repository: string | undefined): void {
  const isFull = repository?.includes('/') ?? false;
  const got = repository === undefined ? 'nothing' : JSON.stringify(repository);
  if (type === 'github' && !isFull)
    throw new Error(`${shown}: source.repository: expected owner/name of a repository on GitHub, got ${got}`);
  if (type === 'codecommit' && isFull) {
    throw new Error(`${shown}: source.repository: expected the name of a CodeCommit repository, which has no slash, got ${got}`);
  }
}

function parseYaml(text: string, shown: string): unknown {
  try {
    return readSettingsFile(text);
  } catch (error) {
    throw new Error(`${shown}: expected YAML, got: ${(error as Error).message}`);
  }
}

function sourceFolder(file: string, shown: string, path: string | undefined): string {
  if (path === undefined && dirname(file) === join(repositoryRoot, 'models')) {
    throw new Error(
      `${shown}: source.path: expected the model's folder relative to this file, as files in models/ share theirs; got nothing`,
    );
  }
  const folder = resolve(dirname(file), path ?? '.');
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new Error(`${shown}: source.path: expected a folder, got ${JSON.stringify(path)} which is none (${folder})`);
}
