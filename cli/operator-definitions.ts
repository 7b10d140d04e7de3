import { type CommandDefinition, logs, worldOptions } from './definition.ts';

const model = { min: 1, max: 1, name: 'MODEL' } as const;
const yes = { text: 'do not ask', short: 'y' };

/** The verbs of who looks after what runs: all else that changes a model's lock goes through messages on the launch topic. */
export const operatorCommands = {
  rollback: {
    usage: 'trainyard rollback MODEL [--to RELEASE]',
    summary: 'put an earlier release back into service, verified like any other',
    positionals: model,
    options: {
      to: { text: 'version number or ARN, default: the newest approved one before the release in service', value: 'RELEASE' },
      'no-wait': { text: 'do not follow the run' },
      logs,
      ...worldOptions,
    },
    details: 'It waits for a run that holds the model, and goes before any push that waits too.',
  },
  cancel: {
    usage: 'trainyard cancel MODEL',
    summary: 'stop the model’s run, and wait until it is cleaned up',
    positionals: model,
    options: { ...worldOptions },
    details: 'The release in service stays. What waits behind the run starts after it.',
  },
  unlock: {
    usage: 'trainyard unlock MODEL [--yes]',
    summary: 'free a model whose clean-up failed three times',
    positionals: model,
    options: { yes, ...worldOptions },
    details: 'Shows first what holds the lock and what to look at (docs/runbook.md, RecoveryFailed). A run that goes on is not touched.',
  },
  parameters: {
    usage: 'trainyard parameters MODEL [SECTION.KEY=VALUE…] [--clear SECTION[.KEY]]… [--json]',
    summary: 'a model’s settings: defaults, overrides, what is in effect; set and clear overrides',
    positionals: { min: 1, max: 100, name: 'MODEL' },
    options: {
      clear: { text: 'remove an override, or all of a section', value: 'SECTION[.KEY]', multiple: true },
      json: { text: 'print JSON' },
      ...worldOptions,
    },
    details: 'VALUE is JSON where it is, else text. SECTION.KEY without a value shows that setting. No deploy changes an override.',
  },
  destroy: {
    usage: 'trainyard destroy MODEL | --all [--data] [--yes]',
    summary: 'list what exists and what it costs, and remove it in order; data stays unless told',
    positionals: { max: 1, name: 'MODEL' },
    options: {
      all: { text: 'every model, then what they share' },
      data: { text: 'also releases, images, artifacts, data, overrides and the repository: nothing of this can be brought back' },
      yes,
      ...worldOptions,
    },
    details: 'Without a terminal and without --yes it lists, removes nothing and ends with 2. After an interruption call it again.',
  },
  doctor: {
    usage: 'trainyard doctor [PATH…] [--json]',
    summary: 'look for what would stand in the way: this machine, or with --aws account, quotas, installation and costs',
    positionals: { max: 100, name: 'PATH' },
    options: { json: { text: 'print JSON' }, ...worldOptions },
    details:
      'PATH: the models to ask for, default all of models/; with --aws those that are deployed too. It changes nothing. Ends with 1 where a check\n' +
      'says FAIL; warn is what can wait.',
  },
  open: {
    usage: 'trainyard open [MODEL|RUN] [--endpoint] [--print]',
    summary: 'open a run (default: the last) or an endpoint in the AWS console',
    positionals: { max: 1, name: 'MODEL or RUN' },
    options: {
      endpoint: { text: 'the model’s endpoint instead of its last run' },
      print: { text: 'print the address only' },
      ...worldOptions,
    },
    details: 'RUN is a run id, an execution name or an execution ARN. In a local world it is the mail page.',
  },
} as const satisfies Record<string, CommandDefinition>;
