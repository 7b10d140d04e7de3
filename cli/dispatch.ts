import { nearest } from '../lambdas/contract/problems.ts';
import { parseArguments } from './arguments.ts';
import { CliError, ExitCode, errorText, usageError } from './cli-error.ts';
import type { Command } from './command.ts';
import type { CommandDefinition } from './definition.ts';
import { type CommandName, commands } from './definitions.ts';
import { type Environment, forgetAwsCredentials, quietSdk } from './environment.ts';
import { commandHelp, generalHelp } from './help.ts';
import { Interrupted } from './interrupt.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-root.ts';

/** Loads one verb's code: the others stay unread, which is what keeps `--help` quick. */
const loaders: Record<CommandName, () => Promise<Command>> = {
  local: async () => (await import('./commands/local.ts')).local,
  run: async () => (await import('./commands/run.ts')).run,
  init: async () => (await import('./commands/init.ts')).init,
  status: async () => (await import('./commands/status.ts')).status,
  logs: async () => (await import('./commands/logs.ts')).logs,
  invoke: async () => (await import('./commands/invoke.ts')).invoke,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  cancel: async () => (await import('./commands/cancel.ts')).cancel,
  unlock: async () => (await import('./commands/unlock.ts')).unlock,
  parameters: async () => (await import('./commands/parameters.ts')).parameters,
  destroy: async () => (await import('./commands/destroy.ts')).destroy,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  open: async () => (await import('./commands/open.ts')).open,
};

/** Runs one command line and returns its exit code. Errors become one line on `io.err`. */
export async function main(words: readonly string[], io: Io, env: Environment): Promise<number> {
  const verbose = words.includes('--verbose') || words.includes('-v');
  try {
    return await dispatch(words, io, env);
  } catch (error) {
    if (error instanceof Interrupted) {
      io.err.write('Interrupted.\n');
      return ExitCode.interrupted;
    }
    io.err.write(errorText(error, verbose));
    return error instanceof CliError ? error.exitCode : ExitCode.failed;
  }
}

async function dispatch([verb, ...rest]: readonly string[], io: Io, env: Environment): Promise<number> {
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    io.out.write(generalHelp(packageVersion()));
    return verb === undefined ? ExitCode.usage : ExitCode.ok;
  }
  if (verb === '--version') {
    io.out.write(`${packageVersion()}\n`);
    return ExitCode.ok;
  }
  if (!(verb in commands)) throw unknownVerb(verb);
  const definition: CommandDefinition = commands[verb as CommandName];
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out.write(commandHelp(definition));
    return ExitCode.ok;
  }
  const parsed = parseArguments(definition, rest);
  if (parsed.flag('aws')) quietSdk(env);
  else forgetAwsCredentials(env);
  const command = await loaders[verb as CommandName]();
  return command(parsed, io);
}

function unknownVerb(verb: string): Error {
  const names = Object.keys(commands);
  const near = nearest(verb, names);
  return usageError(
    `Expected a command (${names.join(', ')}); got "${verb}": ${near ? `did you mean ${near}?` : 'see `trainyard --help`.'}`,
  );
}
