import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as v from 'valibot';
import { modelName } from '../../lambdas/contract/settings.ts';
import { CliError, ExitCode, usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { inTheWay, modelOf, templateFiles, workflowFile, writeFiles } from '../init-files.ts';
import { programName } from '../package-root.ts';

/** Writes a model that trains and serves as it stands, for people to replace piece by piece. */
export const init: Command = async (args, io) => {
  const shown = args.positionals[0] ?? '.';
  const target = resolve(io.cwd, shown);
  const isWorkflow = args.flag('github-actions');
  const model = nameOf(args.text('model') ?? (isWorkflow ? modelOf(target) : undefined), target);
  const files = isWorkflow ? [workflowFile] : templateFiles();
  const present = inTheWay(target, files);
  if (present.length > 0) {
    throw new CliError(
      `Expected none of the files to write in ${shown}; found ${present.join(', ')}. Move them away, or name another folder.`,
    );
  }
  mkdirSync(target, { recursive: true });
  writeFiles(target, files, model);
  if (isWorkflow) {
    io.out.write(`${workflowFile} asks for a run of ${model} after each push; its first lines say what it needs.\n`);
    return ExitCode.ok;
  }
  io.out.write(
    [
      `Model ${model} is in ${shown}:`,
      ...files.map((file) => `  ${file}${purposes[file] ? `  (${purposes[file]})` : ''}`),
      '',
      `Train and serve it here:  ${programName(io.cwd)} run ${shellWord(shown)}`,
      '',
    ].join('\n'),
  );
  return ExitCode.ok;
};

const purposes: Readonly<Record<string, string>> = {
  'trainyard.yml': 'every setting, with its default',
  'training/train.mjs': 'your training goes here',
  'inference/serve.mjs': 'your serving goes here',
};

/** A path as a shell takes it: what is printed here gets pasted. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The name given, else the folder's as near as a model may be called. */
function nameOf(given: string | undefined, folder: string): string {
  const name = given ?? fromFolder(basename(folder));
  const result = v.safeParse(modelName, name);
  if (result.success) return name;
  const source = given === undefined ? `; got the folder's name "${basename(folder)}". Give one with --model.` : `; got "${given}".`;
  throw usageError(`Expected a model's name of at most 30 lower-case letters, digits and single hyphens, a letter first${source}`);
}

function fromFolder(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
}
