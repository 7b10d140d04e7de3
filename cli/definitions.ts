import { type CommandDefinition, logs, runtime, worldOptions } from './definition.ts';
import { operatorCommands } from './operator-definitions.ts';

/** Every verb, in the order of `--help`. */
export const commands = {
  local: {
    usage: 'trainyard local [PATH…] [--once|--keep] [--runtime NAME] [--port N]',
    summary: 'start the local world, deploy the models, run the pipeline and serve',
    positionals: { max: 100, name: 'PATH' },
    options: {
      once: { text: 'end after the run, also on a terminal' },
      keep: { text: 'keep serving without a terminal, until a signal' },
      port: { text: 'port of the local AWS endpoint, default: the folder’s last, or 4747; 0: any free one', value: 'N' },
      runtime,
      'state-dir': worldOptions['state-dir'],
      logs,
    },
    details:
      'PATH is a model’s folder with a trainyard.yml; without one, every model of models/. Without a terminal it ends after the run.\n' +
      'A model whose source is CodeCommit waits for pushes. Runs that others start are shown too.',
  },
  run: {
    usage: 'trainyard run [PATH] [--model NAME] [--option SECTION.KEY=VALUE]… [--release RELEASE] [--no-wait]',
    summary: 'start a run and follow it',
    positionals: { max: 1, name: 'PATH' },
    options: {
      model: { text: 'which model, where the installation has several', value: 'NAME' },
      option: { text: 'a setting for this run only, e.g. training.hyperparameters.epochs=50', value: 'SECTION.KEY=VALUE', multiple: true },
      release: { text: 'deploy this model package instead of training: version or ARN', value: 'RELEASE' },
      'no-wait': { text: 'do not follow the run' },
      runtime,
      logs,
      ...worldOptions,
    },
    details:
      'The model in PATH, default this folder’s, is synthesized and deployed first (local only). Without a running world one is started for it.',
  },
  init: {
    usage: 'trainyard init [PATH] [--model NAME] [--github-actions]',
    summary: 'write the settings, Dockerfiles and a minimal model for your own repository',
    positionals: { max: 1, name: 'PATH' },
    options: {
      model: { text: 'name of the model, default: the folder’s', value: 'NAME' },
      'github-actions': { text: 'write only .github/workflows/trainyard.yml, into a repository that has a model' },
    },
    details: 'Overwrites nothing. Afterwards `trainyard run PATH` trains and serves it.',
  },
  status: {
    usage: 'trainyard status [MODEL]',
    summary: 'models, champions, endpoints, locks, what waits, and the last runs',
    positionals: { max: 1, name: 'MODEL' },
    options: { ...worldOptions },
  },
  logs: {
    usage: 'trainyard logs [RUN] [--state NAME] [--functions]',
    summary: 'output of a run’s builds, training and endpoint, default the last run',
    positionals: { max: 1, name: 'RUN' },
    options: {
      state: { text: 'only what belongs to this state of the pipeline', value: 'NAME' },
      functions: { text: 'also what the pipeline’s functions wrote' },
      ...worldOptions,
    },
    details: 'RUN is a run id, an execution name or an execution ARN.',
  },
  invoke: {
    usage: 'trainyard invoke MODEL [--data FILE|-] [--content-type TYPE] [--accept TYPE] [--output FILE]',
    summary: 'ask a model’s endpoint for a prediction',
    positionals: { min: 1, max: 1, name: 'MODEL' },
    options: {
      data: { text: 'payload file, - for standard input, default: the release’s first sample', value: 'FILE|-' },
      'content-type': { text: 'default: as a sample of that name is sent', value: 'TYPE' },
      accept: { text: 'what is to come back, default: as for a sample', value: 'TYPE' },
      output: { text: 'keep the answer’s bytes in a file', value: 'FILE' },
      ...worldOptions,
    },
  },
  ...operatorCommands,
} as const satisfies Record<string, CommandDefinition>;

export type CommandName = keyof typeof commands;
