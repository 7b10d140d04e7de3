import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Where the files that `init` writes stand, as they are written. */
const templateFolder = () => join(packageRoot(), 'cli', 'template');

/** The files of a new model, relative to its folder, sorted. */
export function templateFiles(folder = templateFolder(), prefix = ''): string[] {
  return readdirSync(join(folder, prefix))
    .sort()
    .flatMap((name) => {
      const path = join(prefix, name);
      return statSync(join(folder, path)).isDirectory() ? templateFiles(folder, path) : [path];
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
