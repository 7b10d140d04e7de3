import { posix } from 'node:path';
import { expand } from '../dockerfile/expand.ts';
import { flagValues } from '../dockerfile/flags.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { refusal } from '../errors.ts';

/** One `--mount` of a RUN, as Docker reads it; paths are the image's, absolute. */
export type Mount =
  | { readonly type: 'bind'; readonly from?: string; readonly source: string; readonly target: string }
  | { readonly type: 'cache'; readonly id: string; readonly target: string }
  | { readonly type: 'tmpfs'; readonly target: string }
  | {
      readonly type: 'secret';
      readonly id: string;
      /** Absent: it is given as a variable only. */
      readonly target?: string;
      readonly env?: string;
      readonly mode: number;
      readonly required: boolean;
    };

/** The names that Docker has for one option. */
const aliases: Readonly<Record<string, string>> = {
  dst: 'target',
  destination: 'target',
  src: 'source',
  readonly: 'ro',
  rw: 'readwrite',
};

/** What each type takes. `owners` mean nothing here, and `ro`, `readwrite` and `sharing` change nothing: a mount is taken away after its RUN. */
const owners = ['uid', 'gid'];
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  bind: ['target', 'source', 'from', 'ro', 'readwrite'],
  cache: ['target', 'id', 'ro', 'sharing', 'mode', ...owners],
  tmpfs: ['target', 'size'],
  secret: ['id', 'target', 'env', 'required', 'mode', ...owners],
};

/**
 * Every `--mount` of a RUN. `warn` hears what is left out.
 * @throws ContainerError, a refusal, for a type or an option that process mode cannot give
 */
export function readMounts(
  instruction: Instruction,
  workdir: string,
  variables: Readonly<Record<string, string>>,
  warn: (text: string) => void,
): Mount[] {
  return flagValues(instruction.flags, 'mount').map((raw) => {
    const { line, source: written } = instruction;
    const refuse = (why: string) => refusal(line, written, `--mount=${raw}: ${why}`);
    const options = new Map<string, string>();
    for (const option of expand(raw, variables).split(',')) {
      const [name = '', ...value] = option.trim().split('=');
      const known = aliases[name.toLowerCase()] ?? name.toLowerCase();
      options.set(known, value.length > 0 ? value.join('=') : 'true');
    }
    const type = options.get('type') ?? 'bind';
    options.delete('type');
    const known = optionsOf[type];
    if (!known) throw refuse(`type=${type} cannot be given: process mode has ${Object.keys(optionsOf).join(', ')}.`);
    const unknown = [...options.keys()].find((name) => !known.includes(name));
    if (unknown !== undefined) throw refuse(`the option ${unknown} of type=${type} is not read: expected ${known.join(', ')}.`);
    const without = owners.filter((name) => options.has(name));
    if (without.length > 0)
      warn(`Dockerfile line ${line}: left out: ${without.join(' and ')} of --mount=${raw} (process mode has no owners)`);

    const given = options.get('target');
    const target = given === undefined ? undefined : posix.resolve(workdir, given);
    if (type === 'secret') return secret(options, target, refuse);
    if (target === undefined || target === '/') throw refuse('expected target=FOLDER, other than /.');
    if (type === 'bind') return { type, target, from: options.get('from'), source: options.get('source') ?? '/' };
    if (type === 'tmpfs') return { type, target };
    return { type: 'cache', target, id: options.get('id') ?? target };
  });
}

function secret(options: ReadonlyMap<string, string>, target: string | undefined, refuse: (why: string) => Error): Mount {
  const id = options.get('id') ?? (target && posix.basename(target));
  if (!id) throw refuse('expected id=NAME.');
  const mode = options.get('mode') ?? '0400';
  if (!/^0?[0-7]{3}$/.test(mode)) throw refuse(`mode=${mode}: expected octal digits such as 0400.`);
  const env = options.get('env');
  const file = target ?? (env === undefined ? `/run/secrets/${posix.basename(id)}` : undefined);
  return {
    type: 'secret',
    id,
    mode: Number.parseInt(mode, 8),
    required: /^(true|1)$/.test(options.get('required') ?? 'false'),
    ...(file === undefined ? {} : { target: file }),
    ...(env === undefined ? {} : { env }),
  };
}
