import { posix } from 'node:path';

/** How a Python tool is called in a RUN: `pip …`, `pip3.11 …`, `/opt/venv/bin/pip …` and `python -m pip …` are the same tool. */
export interface PythonCall {
  readonly tool: 'python' | 'pip' | 'uv' | 'virtualenv';
  /** Where its own words begin. */
  readonly args: number;
}

const tools = /^(python|pip)(?:3(?:\.\d+)?)?$|^(virtualenv|uv)$/;

/** Reads a command as one of Python's; undefined: it is none. A path counts when it names a program of a `bin` folder, such as a venv's own. */
export function pythonCall(words: readonly string[]): PythonCall | undefined {
  const [command = '', flag, module] = words;
  if (command.includes('/') && command !== '/uv' && posix.basename(posix.dirname(command)) !== 'bin') return undefined;
  const [, versioned, plain] = tools.exec(posix.basename(command)) ?? [];
  const tool = (versioned ?? plain) as PythonCall['tool'] | undefined;
  if (tool === undefined) return undefined;
  if (tool === 'python' && flag === '-m' && /^(pip|uv|virtualenv)$/.test(module ?? '')) return { tool: module as 'pip' | 'uv', args: 3 };
  return { tool, args: 1 };
}

/** Whether a command needs the Python that an official image has in /usr/local: a venv's own program brings its own. */
export const needsOwnPython = (words: readonly string[]): boolean => {
  const call = pythonCall(words);
  return call !== undefined && call.tool !== 'uv' && !(words[0] ?? '').includes('/');
};

/** `. venv/bin/activate`: what it does is known. */
export const isActivation = (words: readonly string[]): boolean =>
  /^(\.|source)$/.test(words[0] ?? '') && words.length === 2 && /(^|\/)bin\/activate$/.test(words[1] ?? '');

/** Why a Python tool's command is refused, or undefined. */
export function pythonRefusal(words: readonly string[]): string | undefined {
  const call = pythonCall(words);
  if (!call) return undefined;
  const args = words.slice(call.args);
  const verb = args.filter((arg) => !arg.startsWith('-')).slice(0, 2);
  if (call.tool === 'pip' && args.some((arg) => /^--root(=|$)/.test(arg)))
    return 'pip --root would put the image’s paths below one another: give --prefix or --target.';
  if (call.tool !== 'uv') return undefined;
  if (/^(python|tool|self|publish|auth)$/.test(verb[0] ?? '') && !/^(list|find|dir)$/.test(verb[1] ?? ''))
    return `uv ${verb.join(' ')} would ${verb[0] === 'python' ? 'fetch another Python' : 'change more than the image'}: use uv venv, uv sync or uv pip.`;
  return undefined;
}

/** The image's Python, for uv: it would take this machine's own, since that of an image is a virtual environment here. */
const ownPython = '/usr/local/bin/python';

/**
 * The words that must be others because the image's Python is a virtual environment here; by their place in `words`, paths as the image has them.
 * `pip --user` goes to the image's user folder, `uv --system` to the image's Python and never to this machine's.
 * @param variables the image's ENV and ARG
 */
export function pythonWords(
  words: readonly string[],
  assigned: readonly string[],
  variables: Readonly<Record<string, string>>,
): ReadonlyMap<number, string> {
  const changed = new Map<number, string>();
  const call = pythonCall(words);
  if (!call) return changed;
  const args = words.slice(call.args);
  if (call.tool === 'pip') {
    const user = variables.PYTHONUSERBASE ?? `${variables.HOME ?? '/root'}/.local`;
    const at = args.indexOf('--user');
    if (at >= 0) changed.set(at + call.args, `--prefix=${user}`);
  }
  if (call.tool !== 'uv') return changed;
  const chosen = args.some((arg) => /^(--python(=|$)|-p)/.test(arg));
  const system = args.indexOf('--system');
  if (system >= 0) {
    changed.set(system + call.args, chosen ? '' : `--python=${ownPython}`);
    return changed;
  }
  const verbs = args.flatMap((arg, index) => (arg.startsWith('-') ? [] : [index]));
  const [verb, pipVerb = 0] = verbs;
  const isSystem = isTrue(variables.UV_SYSTEM_PYTHON) || assigned.some((word) => isTrue(/^UV_SYSTEM_PYTHON=(.*)/.exec(word)?.[1]));
  if (args[verb ?? -1] === 'pip') {
    if (isSystem && !chosen) changed.set(pipVerb + call.args, `${args[pipVerb]} --python=${ownPython}`);
  } else if (makesEnvironment.test(args[verb ?? -1] ?? '') && !chosen && !('UV_PYTHON' in variables)) {
    changed.set(0, `UV_PYTHON=${ownPython} ${words[0]}`);
  }
  return changed;
}

const makesEnvironment = /^(venv|sync|run|lock|export|build|add|remove)$/;

const isTrue = (text: string | undefined) => /^["']?(1|true|yes|on)["']?$/i.test(text ?? '');
