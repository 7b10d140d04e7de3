import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { hashFiles } from '../dockerfile/context.ts';
import { expand, expandText, splitWords } from '../dockerfile/expand.ts';
import { flagValue, flagValues, isOn } from '../dockerfile/flags.ts';
import { heredocWord } from '../dockerfile/heredoc.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { ContainerError, refusal } from '../errors.ts';
import { isArchive, unpackArchive } from './archives.ts';
import { broughtFiles, type CopySource, copyFiles, copySources, staysInside } from './copy.ts';
import { faultsAt, rethrow } from './faults.ts';
import { inside } from './run-plan.ts';
import { nextKey, type StageContext, type StageState, type Step } from './stage.ts';

/** Plans COPY, and ADD of files and archives that are in the context. */
export async function planCopy(instruction: Instruction, state: StageState, context: StageContext): Promise<Partial<Step>> {
  const { line, source, flags, keyword, heredocs } = instruction;
  const value = (flag: string) => {
    const raw = flagValue(flags, flag);
    return raw === undefined ? undefined : expand(raw, state.variables);
  };
  const chmod = value('chmod');
  if (chmod !== undefined && !/^[0-7]{3,4}$/.test(chmod))
    throw refusal(line, source, `--chmod=${chmod}: expected octal digits such as 755.`);
  const chown = value('chown');
  if (chown !== undefined) context.warn(`Dockerfile line ${line}: left out: --chown=${chown} (process mode has no owners)`);
  const remote = ['checksum', 'keep-git-dir'].find((flag) => flags.some(({ name }) => name === flag));
  if (remote) throw refusal(line, source, `--${remote} is for what ADD fetches, and process mode fetches nothing.`);
  const options = {
    parents: isOn(flags, 'parents'),
    exclude: flagValues(flags, 'exclude').map((pattern) => expand(pattern, state.variables)),
  };

  const all = (instruction.words ?? splitWords(instruction.text)).map((word) =>
    heredocWord.test(word) ? word : expand(word, state.variables),
  );
  const target = all.pop();
  if (target === undefined || all.length === 0)
    throw new ContainerError(`Dockerfile line ${line}: ${source}: expected one source and a destination`);
  const words = all.filter((word) => !heredocWord.test(word));
  const destination = target.startsWith('/')
    ? target
    : `${posix.join(state.config.WorkingDir, target)}${/(^|\/)\.?$/.test(target) ? '/' : ''}`;
  const written = heredocs.map(({ name, content, expanded }) => ({
    name,
    text: expanded ? expandText(content, state.variables) : content,
  }));

  const from = value('from');
  const other = from === undefined ? undefined : await context.source(from, instruction);
  if (other) state.key = nextKey(state.key, other.key);
  else {
    const sources = faultsAt(instruction, () => copySources(context.context, words, options));
    if (keyword === 'ADD') faultsAt(instruction, () => archivesOf(sources, context.context.root));
    state.key = nextKey(state.key, hashFiles(context.context, broughtFiles(sources)));
  }
  const isMany = words.length + written.length > 1;
  const apply = async (root: string) => {
    const tree = other ? await other.tree() : context.context;
    const sources = copySources(tree, words, options);
    const archives = keyword === 'ADD' && (flagValue(flags, 'unpack') ?? 'true') === 'true' ? archivesOf(sources, tree.root) : [];
    for (const archive of archives)
      await unpackArchive(join(tree.root, archive.files[0]?.from ?? ''), staysInside(root, inside(root, destination)));
    const plain = sources.filter((one) => !archives.includes(one));
    await copyFiles(tree, plain, root, isMany && !destination.endsWith('/') ? `${destination}/` : destination, chmod);
    for (const { name, text } of written) {
      const file = isMany || destination.endsWith('/') ? posix.join(destination, name) : destination;
      write(staysInside(root, inside(root, file)), text, chmod);
    }
  };
  return { apply: (root) => apply(root).catch((error: unknown) => rethrow(instruction, error)) };
}

/** The sources that are one file and that file an archive: those of a folder, or of a pattern's folders, are only copied. */
const archivesOf = (sources: readonly CopySource[], root: string): CopySource[] =>
  sources.filter(({ name, files }) => {
    const file = join(root, files[0]?.from ?? '');
    return name !== '' && lstatSync(file).isFile() && isArchive(file);
  });

function write(file: string, text: string, chmod: string | undefined): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (chmod) chmodSync(file, Number.parseInt(chmod, 8));
}
