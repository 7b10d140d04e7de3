import { join, posix } from 'node:path';
import { quote, type ShellToken, shellTokens, UnreadableScript, unquote } from '../dockerfile/shell-words.ts';
import { commandKind } from './commands.ts';
import { needsOwnPython, pythonWords } from './python-commands.ts';

/** A RUN that may run: the script with every absolute path moved into the image's folder. */
export interface RunPlan {
  readonly script: string;
  readonly needsPython: boolean;
  /** What was left out of the script, for people. */
  readonly notes: readonly string[];
}

/** Why a RUN is refused; the caller adds instruction and line. */
export class RefusedCommand extends Error {
  override readonly name = 'RefusedCommand';
}

const keywords = new Set(['if', 'then', 'elif', 'else', 'fi', 'do', 'done', 'while', 'until', '!', '{', '}']);

/**
 * Reads a RUN's script and refuses what would change the machine. `root` is the image's folder, `workdir` the image's WORKDIR,
 * `variables` its ENV and ARG, which are put in here so that an absolute path in one of them is seen.
 * @throws RefusedCommand
 */
export function planRun(script: string, root: string, workdir: string, variables: Readonly<Record<string, string>>): RunPlan {
  let tokens: ShellToken[];
  try {
    tokens = shellTokens(script);
  } catch (error) {
    if (error instanceof UnreadableScript) throw new RefusedCommand(`${error.message} cannot be checked before it runs.`);
    throw error;
  }
  const notes: string[] = [];
  let needsPython = false;
  let cwd: string | undefined = workdir;
  let out = '';
  let last = 0;
  const emit = (token: ShellToken, text: string) => {
    out += script.slice(last, token.start) + text;
    last = token.start + token.raw.length;
  };

  for (const pieces of simpleCommands(tokens)) {
    const plain = pieces.filter(({ target }) => !target).map(({ token }) => unquote(known(token.raw, variables)));
    const name = plain.findIndex((word) => !/^\w+=/.test(word));
    const command = plain[name] ?? ':';
    const words = name < 0 ? [':'] : plain.slice(name);
    const inner = shellScript(words);
    if (inner !== undefined) {
      // `bash -c "…"`: the script in it is read like this one.
      const plan = planRun(inner, root, cwd ?? '/', variables);
      notes.push(...plan.notes);
      needsPython ||= plan.needsPython;
      for (const { token, target } of pieces) {
        const isScript = !target && token === pieces.filter((piece) => !piece.target).at(-1)?.token;
        emit(token, isScript ? quote(plan.script) : target ? moved(token.raw, root, cwd, variables) : token.raw);
      }
      continue;
    }
    const kind = commandKind(words);
    const others = pythonWords(words, plain.slice(0, Math.max(name, 0)), variables);
    if (typeof kind === 'object') throw new RefusedCommand(kind.refused);
    if (kind === 'ignored') notes.push(`left out: ${plain.join(' ')} (process mode has no owners and no system libraries)`);
    if (needsOwnPython(words)) needsPython = true;
    const prints = command === 'echo' || command === 'printf';
    let index = 0;
    for (const { token, target } of pieces) {
      if (target) emit(token, moved(token.raw, root, cwd, variables));
      else if (kind === 'ignored') emit(token, index++ === 0 ? 'true' : '');
      else {
        const at = index++ - name;
        if (prints && at > 0) emit(token, token.raw);
        else emit(token, moved(name < 0 ? token.raw : (others.get(at) ?? token.raw), root, cwd, variables));
      }
    }
    if (command === 'cd') cwd = nextFolder(plain[name + 1], cwd);
  }
  return { script: out + script.slice(last), needsPython, notes };
}

/** The script of `sh -c SCRIPT`, `/bin/bash -lc SCRIPT` and the like; undefined for any other command, other words after the script included. */
function shellScript(words: readonly string[]): string | undefined {
  const [command = '', flag = '', script] = words;
  const isShell = /^(\/(usr\/)?bin\/)?(sh|bash|dash|ash)$/.test(command) && /^-\w*c$/.test(flag);
  return isShell && words.length === 3 ? script : undefined;
}

interface Piece {
  readonly token: ShellToken;
  /** A redirection's file rather than a word of the command. */
  readonly target: boolean;
}

function* simpleCommands(tokens: readonly ShellToken[]): Generator<Piece[]> {
  let pieces: Piece[] = [];
  let target = false;
  for (const token of tokens) {
    if (token.type === 'redirection') target = true;
    else if (token.type === 'operator') {
      if (/^(&|\(|\)|;;)$/.test(token.raw)) {
        throw new RefusedCommand(
          `"${token.raw}" (a background command, subshell or case) cannot be checked. Write plain commands joined with &&.`,
        );
      }
      if (pieces.length > 0) yield pieces;
      pieces = [];
    } else if (pieces.length === 0 && !target && keywords.has(token.raw)) continue;
    else {
      pieces.push({ token, target });
      target = false;
    }
  }
  if (pieces.length > 0) yield pieces;
}

/** A word with its absolute paths below `root`. Refuses a relative path that leads out of it. */
function moved(raw: string, root: string, cwd: string | undefined, variables: Readonly<Record<string, string>>): string {
  const word = known(raw, variables);
  const text = unquote(word);
  if (/^\/dev\/(null|stdin|stdout|stderr|zero|u?random)$/.test(text)) return word;
  if (/(^|[/=:])\.\.(\/|$)/.test(text)) {
    if (cwd === undefined) throw new RefusedCommand(`"${text}" leads to a folder that is known only when it runs. Write it without "..".`);
    const target = text.startsWith('/') ? text : `${cwd}/${text}`;
    if (depth(target) < 0) throw new RefusedCommand(`"${text}" leads out of the image.`);
  }
  // At the start of the word, and after = or : inside of it (--prefix=/x, PATH=/a:/b, ${X:-/y}); never in https://.
  return word.replace(/(^["']?|[=:][-=+?]?["']?)\/(?!\/)/g, (_, before: string) => `${before}${shellSafe(root, before, word)}/`);
}

/** The image's own variables that hold paths, put in so that the paths are seen; the shell itself reads all others. */
function known(raw: string, variables: Readonly<Record<string, string>>): string {
  return raw.replace(/'[^']*'|\\.|\$(?:(\w+)|\{(\w+)\})/gs, (all, plain?: string, braced?: string) => {
    const value = variables[plain ?? braced ?? ''];
    if (!value?.includes('/')) return all;
    if (/[\\"'$`\s]/.test(value))
      throw new RefusedCommand(`${all} is a path with quotes or spaces, which cannot be moved into the image's folder.`);
    return value;
  });
}

function shellSafe(root: string, before: string, word: string): string {
  return /["']/.test(before) || word.startsWith('"') || word.startsWith("'") ? root : quote(root);
}

function nextFolder(target: string | undefined, cwd: string | undefined): string | undefined {
  if (target === undefined || /[$*?~]/.test(target) || target === '-') return undefined;
  if (target.startsWith('/')) return posix.normalize(target);
  return cwd === undefined ? undefined : posix.join(cwd, target);
}

/** How far below the root a path ends, or negative as soon as it passes above it. */
function depth(path: string): number {
  let level = 0;
  for (const part of path.split('/')) {
    if (part === '..') level--;
    else if (part !== '' && part !== '.') level++;
    if (level < 0) return -1;
  }
  return level;
}

/** The folder on this machine that is `path` inside of the image. */
export const inside = (root: string, path: string): string => join(root, posix.normalize(`/${path}`));
