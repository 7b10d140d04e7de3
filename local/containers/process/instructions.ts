import { mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import { hashFiles } from '../dockerfile/context.ts';
import { expand, splitWords } from '../dockerfile/expand.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { ContainerError, refusal } from '../errors.ts';
import { CopyFault, copyFiles, copySources } from './copy.ts';
import { envTable } from './environment.ts';
import { inside, planRun, RefusedCommand } from './run-plan.ts';
import { nextKey, type StageContext, type StageState, type Step } from './stage.ts';

type Planner = (instruction: Instruction, state: StageState, context: StageContext) => Promise<Partial<Step>> | Partial<Step> | undefined;

/** Plans one instruction: changes the state, and says what must be done to the image's folder. Throws ContainerError for what is refused. */
export async function planInstruction(instruction: Instruction, state: StageState, context: StageContext): Promise<Step> {
  const planner = planners[instruction.keyword];
  if (!planner) throw refusal(instruction.line, instruction.source, `${instruction.keyword} is not something process mode can do.`);
  state.key = nextKey(state.key, instruction.keyword, JSON.stringify(instruction.flags), instruction.text, JSON.stringify(state.variables));
  const step = await planner(instruction, state, context);
  return { instruction, keep: false, ...step, key: state.key, config: state.config };
}

const planners: Readonly<Record<string, Planner>> = {
  ARG: ({ pairs }, state, { buildArguments }) => {
    for (const [name, raw] of pairs) {
      const value = buildArguments[name] ?? (raw === undefined ? state.args[name] : expand(raw, state.variables));
      if (value === undefined) continue;
      state.args[name] = value;
      // ENV wins over ARG of the same name, as in Docker.
      state.variables = { [name]: value, ...envless(state.variables, name, state) };
    }
    return {};
  },
  ENV: ({ pairs }, state) => {
    const before = { ...state.variables };
    const added = Object.fromEntries(pairs.map(([name, raw]) => [name, expand(raw ?? '', before)]));
    state.variables = { ...state.variables, ...added };
    const env = { ...envTable(state.config.Env), ...added };
    state.config = { ...state.config, Env: Object.entries(env).map(([name, value]) => `${name}=${value}`) };
    return {};
  },
  LABEL: ({ pairs }, state) => {
    const labels = Object.fromEntries(pairs.map(([name, raw]) => [name, expand(raw ?? '', state.variables)]));
    state.config = { ...state.config, Labels: { ...state.config.Labels, ...labels } };
    return {};
  },
  WORKDIR: ({ text }, state) => {
    const folder = posix.resolve(state.config.WorkingDir, expand(text, state.variables));
    state.config = { ...state.config, WorkingDir: folder };
    return { apply: async (root) => void mkdirSync(inside(root, folder), { recursive: true }) };
  },
  EXPOSE: ({ text }, state) => {
    const ports = splitWords(expand(text, state.variables)).map((port) => [port.includes('/') ? port : `${port}/tcp`, {}]);
    state.config = { ...state.config, ExposedPorts: { ...state.config.ExposedPorts, ...Object.fromEntries(ports) } };
    return {};
  },
  VOLUME: ({ text, words }, state) => {
    const volumes = (words ?? splitWords(text)).map((path) => [expand(path, state.variables), {}]);
    state.config = { ...state.config, Volumes: { ...state.config.Volumes, ...Object.fromEntries(volumes) } };
    return {};
  },
  STOPSIGNAL: ({ text }, state) => {
    state.config = { ...state.config, StopSignal: expand(text, state.variables) };
    return {};
  },
  HEALTHCHECK: ({ text }, state) => {
    state.config = {
      ...state.config,
      Healthcheck: { Test: text.toUpperCase() === 'NONE' ? ['NONE'] : ['CMD-SHELL', text.replace(/^CMD\s+/i, '')] },
    };
    return {};
  },
  SHELL: ({ line, source, words }, state) => {
    if (!words || !/^(\/(usr\/)?bin\/)?(sh|bash|ash)$/.test(words[0] ?? '')) {
      throw refusal(line, source, 'SHELL may name sh or bash, as in SHELL ["/bin/bash", "-o", "pipefail", "-c"].');
    }
    state.config = { ...state.config, Shell: words };
    return {};
  },
  CMD: ({ text, words }, state) => {
    state.config = { ...state.config, Cmd: words ?? [...shell(state), text] };
    return {};
  },
  ENTRYPOINT: ({ text, words }, state) => {
    // Docker drops an inherited CMD when ENTRYPOINT is set; one of this stage follows it by custom and is set again below.
    state.config = { ...state.config, Entrypoint: words ?? [...shell(state), text] };
    return {};
  },
  MAINTAINER: () => ({}),
  USER: ({ line, source }) => {
    throw refusal(line, source, 'USER would need another user of this machine: everything runs with your own rights here.');
  },
  COPY: (instruction, state, context) => planCopy(instruction, state, context),
  ADD: (instruction, state, context) => {
    const foreign = splitWords(instruction.text).find((word) => /^(https?:|git@|ftp:)|\.git(#|$)|\.(tar|tgz|tar\.\w+|zip)$/.test(word));
    if (foreign)
      throw refusal(
        instruction.line,
        instruction.source,
        `ADD of ${foreign} would fetch or unpack something: process mode only copies files.`,
      );
    return planCopy(instruction, state, context);
  },
  RUN: (instruction, state, context) => planRunStep(instruction, state, context),
};

const shell = (state: StageState) => state.config.Shell ?? ['/bin/sh', '-c'];

function envless(variables: Record<string, string>, name: string, state: StageState): Record<string, string> {
  if (name in envTable(state.config.Env)) return variables;
  const { [name]: _, ...rest } = variables;
  return rest;
}

async function planCopy(instruction: Instruction, state: StageState, context: StageContext): Promise<Partial<Step>> {
  const { line, source, flags } = instruction;
  const unknown = Object.keys(flags).find((flag) => !['from', 'chown', 'chmod', 'link'].includes(flag));
  if (unknown) throw refusal(line, source, `--${unknown} is a flag that process mode does not know.`);
  if (instruction.text.includes('<<'))
    throw refusal(line, source, 'a file written inside of the Dockerfile (<<) is not read: put it beside the Dockerfile.');
  if (flags.chmod && !/^[0-7]{3,4}$/.test(flags.chmod))
    throw refusal(line, source, `--chmod=${flags.chmod}: expected octal digits such as 755.`);
  const words = (instruction.words ?? splitWords(instruction.text)).map((word) => expand(word, state.variables));
  const target = words.pop();
  if (target === undefined || words.length === 0)
    throw new ContainerError(`Dockerfile line ${line}: ${source}: expected one source and a destination`);
  const destination = target.startsWith('/')
    ? target
    : `${posix.join(state.config.WorkingDir, target)}${/(^|\/)\.?$/.test(target) ? '/' : ''}`;

  const from = flags.from === undefined ? undefined : await context.source(expand(flags.from, state.variables), instruction);
  if (from) state.key = nextKey(state.key, from.key);
  else {
    const sources = faultsAt(instruction, () => copySources(context.context, words));
    state.key = nextKey(state.key, hashFiles(context.context, [...new Set(sources.flatMap(({ files }) => files))]));
  }
  return {
    apply: async (root) => {
      const tree = from ? await from.tree() : context.context;
      const sources = faultsAt(instruction, () => copySources(tree, words));
      await copyFiles(tree, sources, root, destination, flags.chmod).catch((error: unknown) => rethrow(instruction, error));
    },
  };
}

function planRunStep(instruction: Instruction, state: StageState, context: StageContext): Partial<Step> {
  const { line, source, flags } = instruction;
  const secrets = flags.mount?.startsWith('type=secret') ? secretOf(instruction, flags.mount, context.secrets) : {};
  if (flags.mount && !/^type=(cache|secret)/.test(flags.mount))
    throw refusal(line, source, `--mount=${flags.mount}: only type=cache (which is ignored) and type=secret are read.`);
  const unknown = Object.keys(flags).find((flag) => !['mount', 'network'].includes(flag));
  if (unknown) throw refusal(line, source, `--${unknown} is a flag that process mode does not know.`);
  const script = instruction.words ? instruction.words.map(quoted).join(' ') : heredocBody(instruction);
  const { variables, args, config } = state;
  const plan = (root: string) => faultsAt(instruction, () => planRun(script, root, config.WorkingDir, variables));
  // Planned once for its refusals before anything runs: a Dockerfile whose last line is refused should not take its first minutes.
  for (const note of plan('/').notes) context.warn(`Dockerfile line ${line}: ${note}`);
  return {
    keep: true,
    apply: (root) => {
      const { script: moved, needsPython } = plan(root);
      const env = { ...args, ...envTable(config.Env), ...secrets };
      return context.run({ instruction, root, script: moved, shell: shell(state), needsPython, workdir: config.WorkingDir, env });
    },
  };
}

/** `type=secret,id=NAME,env=VARIABLE`: process mode has no `/run/secrets` to mount a file at. */
function secretOf({ line, source }: Instruction, mount: string, secrets: StageContext['secrets']): Record<string, string> {
  const options = Object.fromEntries(mount.split(',').map((option) => option.split('=')));
  const value = secrets[options.id ?? ''];
  if (!options.id || !options.env)
    throw refusal(line, source, `--mount=${mount}: process mode gives secrets as variables: expected id=… and env=….`);
  if (value === undefined && options.required === 'true')
    throw refusal(line, source, `--mount=${mount}: this build was given no such secret.`);
  return value === undefined ? {} : { [options.env]: value };
}

function heredocBody({ line, source, text }: Instruction): string {
  if (!text.includes('<<')) return text;
  const [, mark, body] = /^<<-?["']?(\w+)["']?[ \t]*\n([\s\S]*)$/.exec(text) ?? [];
  if (!mark || body === undefined) throw refusal(line, source, 'a heredoc handed to a command cannot be checked before it runs.');
  return body.replace(new RegExp(`\\n?[ \\t]*${mark}\\s*$`), '');
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

function faultsAt<T>(instruction: Instruction, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return rethrow(instruction, error);
  }
}

function rethrow({ line, source }: Instruction, error: unknown): never {
  if (error instanceof RefusedCommand) throw refusal(line, source, error.message);
  if (error instanceof CopyFault) throw new ContainerError(`Dockerfile line ${line}: ${source}: ${error.message}`);
  throw error;
}
