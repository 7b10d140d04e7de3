import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hashFiles } from '../dockerfile/context.ts';
import { expand } from '../dockerfile/expand.ts';
import { flagValue, flagValues } from '../dockerfile/flags.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { refusal } from '../errors.ts';
import { broughtFiles, copyFiles, copySources } from './copy.ts';
import { envTable } from './environment.ts';
import { faultsAt, rethrow } from './faults.ts';
import { type Mount, readMounts } from './mounts.ts';
import type { Placed } from './place.ts';
import { planRun } from './run-plan.ts';
import { nextKey, type StageContext, type StageState, type Step, shellOf } from './stage.ts';

/** Plans RUN: its script is read for what it may do, and every flag of it counts or is refused. */
export async function planRunStep(instruction: Instruction, state: StageState, context: StageContext): Promise<Partial<Step>> {
  const { line } = instruction;
  const { variables, args, config } = state;
  refuseFlags(instruction, variables);
  const mounts = readMounts(instruction, config.WorkingDir, variables, context.warn);
  const placed: Placed[] = [];
  const secrets: Record<string, string> = {};
  for (const mount of mounts) {
    if (mount.type === 'secret') Object.assign(secrets, secretOf(instruction, mount, context.secrets, placed));
    else placed.push(await planned(instruction, mount, state, context));
  }
  const script = instruction.words ? instruction.words.map(quoted).join(' ') : scriptOf(instruction);
  const plan = (root: string) => faultsAt(instruction, () => planRun(script, root, config.WorkingDir, variables));
  // Planned once for its refusals before anything runs: a Dockerfile whose last line is refused should not take its first minutes.
  for (const note of plan('/').notes) context.warn(`Dockerfile line ${line}: ${note}`);
  return {
    keep: true,
    apply: (root) => {
      const { script: moved, needsPython } = plan(root);
      const env = { ...args, ...envTable(config.Env), ...secrets };
      return context.run({ instruction, root, script: moved, shell: shellOf(state), needsPython, workdir: config.WorkingDir, env, placed });
    },
  };
}

function refuseFlags({ line, source, flags }: Instruction, variables: Readonly<Record<string, string>>): void {
  const network = expand(flagValue(flags, 'network') ?? 'default', variables);
  if (network !== 'default' && network !== 'host')
    throw refusal(line, source, `--network=${network}: process mode has this machine's network and cannot cut a command off from it.`);
  const security = expand(flagValue(flags, 'security') ?? 'sandbox', variables);
  if (security !== 'sandbox') throw refusal(line, source, `--security=${security} would need rights that process mode does not have.`);
  const [device] = flagValues(flags, 'device');
  if (device) throw refusal(line, source, `--device=${device}: process mode gives no devices.`);
}

function secretOf(
  { line, source }: Instruction,
  { id, env, target, mode, required }: Extract<Mount, { type: 'secret' }>,
  secrets: StageContext['secrets'],
  placed: Placed[],
): Record<string, string> {
  const value = secrets[id];
  if (value === undefined && required) throw refusal(line, source, `--mount=type=secret,id=${id}: this build was given no such secret.`);
  if (value === undefined) return {};
  if (target !== undefined) placed.push({ target, put: (at) => writeFileSync(at, value, { mode }) });
  return env === undefined ? {} : { [env]: value };
}

async function planned(
  instruction: Instruction,
  mount: Exclude<Mount, { type: 'secret' }>,
  state: StageState,
  context: StageContext,
): Promise<Placed> {
  const { target } = mount;
  if (mount.type === 'tmpfs') return { target, put: (at) => void mkdirSync(at) };
  if (mount.type === 'cache') {
    const folder = join(context.caches, createHash('sha256').update(mount.id).digest('hex').slice(0, 32));
    return {
      target,
      put: (at) => {
        mkdirSync(folder, { recursive: true });
        symlinkSync(folder, at);
      },
    };
  }
  const other = mount.from === undefined ? undefined : await context.source(mount.from, instruction);
  // What a bind mount brings decides what its RUN makes, as a COPY does.
  if (other) state.key = nextKey(state.key, other.key);
  else {
    const sources = faultsAt(instruction, () => copySources(context.context, [mount.source]));
    state.key = nextKey(state.key, hashFiles(context.context, broughtFiles(sources)));
  }
  const put = async (at: string) => {
    const tree = other ? await other.tree() : context.context;
    // A copy: what the RUN writes there is gone afterwards, in Docker too.
    await copyFiles(tree, copySources(tree, [mount.source]), dirname(at), `/${basename(at)}`);
  };
  return { target, put: (at) => put(at).catch((error: unknown) => rethrow(instruction, error)) };
}

/** The shell's script: of the shell form, or the heredoc that stands in its place. */
function scriptOf({ line, source, text, heredocs }: Instruction): string {
  const [first] = heredocs;
  if (!first) return text;
  if (heredocs.length > 1 || !/^<<-?["']?[\w.-]+["']?$/.test(text.trim()))
    throw refusal(line, source, 'a heredoc handed to a command cannot be checked before it runs.');
  if (first.content.startsWith('#!') && !/^#!\s*(\/usr)?\/bin\/(env )?(ba|da|a)?sh\s/.test(first.content))
    throw refusal(line, source, 'a heredoc for another program than the shell cannot be checked before it runs.');
  return first.content;
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
