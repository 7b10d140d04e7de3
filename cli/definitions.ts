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

const worldOptions = {
  aws: { text: 'use the AWS account of the profile instead of the local world' },
  profile: { text: 'profile of ~/.aws/config (with --aws)', value: 'NAME' },
  region: { text: 'AWS region (with --aws)', value: 'REGION' },
  installation: { text: 'prefix of the installation’s names, default trainyard', value: 'NAME' },
  'state-dir': { text: 'folder of the local world, default .trainyard', value: 'DIR' },
} as const;

export const globalOptions: Readonly<Record<string, OptionDefinition>> = {
  help: { text: 'show help', short: 'h' },
  verbose: { text: 'on an error, show its causes', short: 'v' },
};

const logs = { text: 'print build, training and endpoint output as it comes' };

export const commands = {
  local: {
    usage: 'trainyard local [PATH…] [--once] [--port N] [--state-dir DIR]',
    summary: 'start the local world, deploy the models, run the pipeline and serve',
    positionals: { max: 100, name: 'PATH' },
    options: {
      once: { text: 'end after the run, also on a terminal' },
      port: { text: 'port of the local AWS endpoint, default: any free one', value: 'N' },
      'state-dir': worldOptions['state-dir'],
      logs,
    },
    details:
      'PATH is a model’s folder with a trainyard.yml; without one, every model of models/. Without a terminal it ends after the run.',
  },
  run: {
    usage: 'trainyard run [PATH] [--model NAME] [--option SECTION.KEY=VALUE]… [--release ARN] [--no-wait]',
    summary: 'start a run and follow it',
    positionals: { max: 1, name: 'PATH' },
    options: {
      model: { text: 'which model, where the installation has several', value: 'NAME' },
      option: { text: 'a setting for this run only, e.g. training.hyperparameters.epochs=50', value: 'SECTION.KEY=VALUE', multiple: true },
      release: { text: 'deploy this model package (a rollback) instead of training', value: 'ARN' },
      'no-wait': { text: 'do not follow the run' },
      logs,
      ...worldOptions,
    },
    details:
      'The model in PATH, default this folder’s, is synthesized and deployed first (local only). Without a running world one is started for it.',
  },
  init: {
    usage: 'trainyard init [PATH] [--model NAME]',
    summary: 'write the settings, Dockerfiles and a minimal model for your own repository',
    positionals: { max: 1, name: 'PATH' },
    options: { model: { text: 'name of the model, default: the folder’s', value: 'NAME' } },
    details: 'Overwrites nothing. Afterwards `trainyard run PATH` trains and serves it.',
  },
  status: {
    usage: 'trainyard status [MODEL]',
    summary: 'models, champions, endpoints and the last runs',
    positionals: { max: 1, name: 'MODEL' },
    options: { ...worldOptions },
  },
  logs: {
    usage: 'trainyard logs [RUN] [--state NAME]',
    summary: 'output of builds, training, endpoint and functions of a run, default the last',
    positionals: { max: 1, name: 'RUN' },
    options: { state: { text: 'only what belongs to this state of the pipeline', value: 'NAME' }, ...worldOptions },
    details: 'RUN is a run id, an execution name or an execution ARN.',
  },
  invoke: {
    usage: 'trainyard invoke MODEL [--data FILE|-] [--content-type TYPE]',
    summary: 'ask a model’s endpoint for a prediction',
    positionals: { min: 1, max: 1, name: 'MODEL' },
    options: {
      data: { text: 'payload file, - for standard input, default: the release’s first sample', value: 'FILE|-' },
      'content-type': { text: 'default: from the file’s name', value: 'TYPE' },
      ...worldOptions,
    },
  },
} as const satisfies Record<string, CommandDefinition>;

export type CommandName = keyof typeof commands;
