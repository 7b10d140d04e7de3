import { parse } from 'yaml';

export const phaseNames = ['install', 'pre_build', 'build', 'post_build'] as const;
export type PhaseName = (typeof phaseNames)[number];

export interface BuildspecPhase {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly onFailure?: 'ABORT' | 'CONTINUE';
}

export interface Buildspec {
  readonly shell: 'bash' | 'sh';
  readonly variables: Readonly<Record<string, string>>;
  readonly parameterStore: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
  readonly phases: Readonly<Record<PhaseName, BuildspecPhase>>;
  /** What this CodeBuild does not do, for the log. */
  readonly notes: readonly string[];
}

/** CodeBuild's context for a buildspec it cannot use: phase DOWNLOAD_SOURCE fails with YAML_FILE_ERROR. */
export class BuildspecFault extends Error {
  override readonly name = 'BuildspecFault';
}

/** Reads a buildspec, YAML or JSON, version 0.2. @throws BuildspecFault */
export function parseBuildspec(text: string): Buildspec {
  const spec = record(parsed(text), 'the buildspec');
  if (Number(spec.version) !== 0.2) throw new BuildspecFault(`Invalid buildspec version: ${spec.version ?? 'none'}; only 0.2 runs locally`);
  const env = record(spec.env ?? {}, 'env');
  const phases = record(spec.phases, 'phases');
  const unknown = Object.keys(phases).find((name) => !(phaseNames as readonly string[]).includes(name));
  if (unknown) throw new BuildspecFault(`Unknown phase in buildspec: ${unknown}; expected ${phaseNames.join(', ')}`);
  const shell = env.shell ?? 'sh';
  if (shell !== 'bash' && shell !== 'sh' && shell !== '/bin/sh') throw new BuildspecFault(`Unsupported shell: ${String(shell)}`);
  if (env['secrets-manager']) throw new BuildspecFault('env.secrets-manager: there is no local Secrets Manager');
  const versions = record(record(phases.install ?? {}, 'phases.install')['runtime-versions'] ?? {}, 'runtime-versions');
  return {
    shell: shell === 'bash' ? 'bash' : 'sh',
    variables: strings(env.variables, 'env.variables'),
    parameterStore: strings(env['parameter-store'], 'env.parameter-store'),
    exported: commands(env['exported-variables'], 'env.exported-variables'),
    phases: Object.fromEntries(phaseNames.map((name) => [name, phase(phases[name], name)])) as Record<PhaseName, BuildspecPhase>,
    notes: [
      ...Object.entries(versions).map(
        ([name, version]) => `runtime-versions: ${name} ${version} is not installed locally; this machine's own is used`,
      ),
      ...['artifacts', 'cache', 'reports', 'batch', 'proxy'].filter((name) => name in spec).map((name) => `"${name}" is not done locally`),
    ],
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new BuildspecFault(`stat/parse of the buildspec failed: ${(error as Error).message.split('\n')[0]}`);
  }
}

function phase(value: unknown, name: string): BuildspecPhase {
  if (value === undefined || value === null) return { commands: [], finally: [] };
  const { 'on-failure': onFailure, ...members } = record(value, `phases.${name}`);
  if (onFailure !== undefined && onFailure !== 'ABORT' && onFailure !== 'CONTINUE') {
    throw new BuildspecFault(`phases.${name}.on-failure: expected ABORT or CONTINUE, came ${String(onFailure)}`);
  }
  return {
    commands: commands(members.commands, `phases.${name}.commands`),
    finally: commands(members.finally, `phases.${name}.finally`),
    ...(onFailure ? { onFailure } : {}),
  };
}

function commands(value: unknown, at: string): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const wrong = list.find((item) => typeof item !== 'string');
  // `- echo a: b` is a map for YAML; the most common fault of all.
  if (wrong !== undefined)
    throw new BuildspecFault(`Expected ${at} to be a list of strings, found ${JSON.stringify(wrong)}: put it in quotes`);
  return list as string[];
}

function strings(value: unknown, at: string): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value ?? {}, at)).map(([name, item]) => [name, String(item)]));
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BuildspecFault(`Expected ${what} to be a map`);
  return value as Record<string, unknown>;
}
