import { mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import { expand, splitWords } from '../dockerfile/expand.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { refusal } from '../errors.ts';
import { envTable } from './environment.ts';
import { healthcheck } from './healthcheck.ts';
import { planCopy } from './plan-copy.ts';
import { planRunStep } from './plan-run-step.ts';
import { inside } from './run-plan.ts';
import { nextKey, type StageContext, type StageState, type Step, shellOf } from './stage.ts';

type Planner = (instruction: Instruction, state: StageState, context: StageContext) => Promise<Partial<Step>> | Partial<Step> | undefined;

/** Plans one instruction: changes the state, and says what must be done to the image's folder. Throws ContainerError for what is refused. */
export async function planInstruction(instruction: Instruction, state: StageState, context: StageContext): Promise<Step> {
  const planner = planners[instruction.keyword];
  if (!planner) throw refusal(instruction.line, instruction.source, `${instruction.keyword} is not something process mode can do.`);
  state.key = nextKey(
    state.key,
    instruction.keyword,
    JSON.stringify([instruction.flags, instruction.text, instruction.heredocs]),
    JSON.stringify(state.variables),
  );
  const step = await planner(instruction, state, context);
  return { instruction, keep: false, ...step, key: state.key, config: state.config };
}

const planners: Readonly<Record<string, Planner>> = {
  ARG: ({ pairs }, state, { buildArguments }) => {
    for (const [name, raw] of pairs) {
      const value = buildArguments[name] ?? (raw === undefined ? (state.args[name] ?? state.globals[name]) : expand(raw, state.variables));
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
  HEALTHCHECK: (instruction, state) => {
    state.config = { ...state.config, Healthcheck: healthcheck(instruction, state.variables) };
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
    state.config = { ...state.config, Cmd: words ?? [...shellOf(state), text] };
    return {};
  },
  ENTRYPOINT: ({ text, words }, state) => {
    // Docker drops an inherited CMD when ENTRYPOINT is set; one of this stage follows it by custom and is set again below.
    state.config = { ...state.config, Entrypoint: words ?? [...shellOf(state), text] };
    return {};
  },
  MAINTAINER: () => ({}),
  USER: ({ line, source }) => {
    throw refusal(line, source, 'USER would need another user of this machine: everything runs with your own rights here.');
  },
  COPY: (instruction, state, context) => planCopy(instruction, state, context),
  ADD: (instruction, state, context) => {
    const foreign = splitWords(instruction.text).find((word) => /^["']?(https?:|git:|git@|ssh:|ftp:)|\.git(#|$)/.test(word));
    if (foreign)
      throw refusal(
        instruction.line,
        instruction.source,
        `ADD of ${foreign} would fetch something: process mode copies and unpacks what is in the build context.`,
      );
    return planCopy(instruction, state, context);
  },
  RUN: (instruction, state, context) => planRunStep(instruction, state, context),
};

function envless(variables: Record<string, string>, name: string, state: StageState): Record<string, string> {
  if (name in envTable(state.config.Env)) return variables;
  const { [name]: _, ...rest } = variables;
  return rest;
}
