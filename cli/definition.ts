/** An option as `--help` shows it; `value` names the argument of an option that takes one. */
export interface OptionDefinition {
  readonly text: string;
  readonly value?: string;
  readonly short?: string;
  readonly multiple?: boolean;
}

/** A verb: data only, so that `--help` loads none of the code behind it. */
export interface CommandDefinition {
  readonly usage: string;
  readonly summary: string;
  /** Most positional arguments it takes, and how an error names them. */
  readonly positionals: { readonly min?: number; readonly max: number; readonly name: string };
  readonly options: Readonly<Record<string, OptionDefinition>>;
  readonly details?: string;
}

/** Options of every command: in which world it works. */
export const worldOptions = {
  aws: { text: 'use the AWS account of the profile instead of the local world' },
  profile: { text: 'profile of ~/.aws/config (with --aws)', value: 'NAME' },
  region: { text: 'AWS region (with --aws)', value: 'REGION' },
  installation: { text: 'prefix of the installation’s names, default trainyard', value: 'NAME' },
  'state-dir': { text: 'folder of the local world, default .trainyard', value: 'DIR' },
} as const;

/** Options that need no definition of their own. */
export const globalOptions: Readonly<Record<string, OptionDefinition>> = {
  help: { text: 'show help', short: 'h' },
  verbose: { text: 'on an error, show its causes', short: 'v' },
};

/** The option of the commands that start a local world. */
export const runtime = { text: 'what runs containers: process, docker, podman, auto; default: as before, or process', value: 'NAME' };

/** The option of the commands that follow a run. */
export const logs = { text: 'print build, training and endpoint output as it comes' };
