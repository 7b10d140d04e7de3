import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from './package-root.ts';

/** Where the files that `init` writes stand, as they are written. */
const templateFolder = () => join(packageRoot(), 'cli', 'template');

/** What GitHub Actions runs: written by itself, into a repository that has a model already. */
export const workflowFile = join('.github', 'workflows', 'trainyard.yml');

const workflowText = (model: string) => readFileSync(join(templateFolder(), workflowFile), 'utf8').replace('my-model', model);

/** What the folder's own settings file calls its model, where it has one. */
export function modelOf(folder: string): string | undefined {
  const file = join(folder, 'trainyard.yml');
  if (!isFile(file)) return undefined;
  const { model } = (parse(readFileSync(file, 'utf8')) ?? {}) as { model?: unknown };
  return typeof model === 'string' ? model : undefined;
}

/** The files of a new model, relative to its folder, sorted. */
export const templateFiles = (): string[] => filesBelow(templateFolder()).filter((file) => file !== workflowFile);

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((name) => {
      const path = join(prefix, name);
      return statSync(join(folder, path)).isDirectory() ? filesBelow(folder, path) : [path];
    });
}

/** Which of the files to write are there already, or stand where a folder must be. */
export function inTheWay(target: string, files: readonly string[]): string[] {
  const found = files.filter((file) => existsSync(join(target, file)));
  const blockers = files.map((file) => dirname(file)).filter((folder) => folder !== '.' && isFile(join(target, folder)));
  return [...new Set([...found, ...blockers])].sort();
}

/** Writes the files; the settings get the model's name and, where an editor finds it, the schema. */
export function writeFiles(target: string, files: readonly string[], model: string): void {
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    if (file === 'trainyard.yml') writeFileSync(join(target, file), settingsText(target, model), { flag: 'wx' });
    else if (file === workflowFile) writeFileSync(join(target, file), workflowText(model), { flag: 'wx' });
    else cpSync(join(templateFolder(), file), join(target, file), { errorOnExist: true, force: false });
  }
}

function settingsText(target: string, model: string): string {
  const text = readFileSync(join(templateFolder(), 'trainyard.yml'), 'utf8');
  const schema = relative(target, join(packageRoot(), 'docs', 'trainyard.schema.json'));
  return `# yaml-language-server: $schema=${schema}\n${text.replace('\nmodel: my-model\n', `\nmodel: ${model}\n`)}`;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
