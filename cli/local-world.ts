import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { visible } from '../lambdas/contract/text.ts';
import type { Runtime } from '../local/runtime.ts';
import { type Account, awsAccount, defaultInstallation, localAccount } from './account.ts';
import type { Arguments } from './arguments.ts';
import { CliError, usageError } from './cli-error.ts';
import type { Io } from './io.ts';
import { surviveFaults } from './survive.ts';

/** A world that a command works in, and how to leave it: one that was found keeps running, one that was started for the command ends. */
export interface OpenWorld {
  readonly account: Account;
  /** Set when this process holds the world: only its owner can deploy into it. */
  readonly runtime?: Runtime;
  close(): Promise<void>;
}

const portFile = (dataDir: string): string => join(dataDir, 'port');

/** The port that this state folder's world takes when it is free. */
export function usualPortOf(dataDir: string): number {
  const last = existsSync(portFile(dataDir)) ? Number(readFileSync(portFile(dataDir), 'utf8')) : usualPort;
  return Number.isInteger(last) && last > 0 && last < 65_536 ? last : usualPort;
}

async function startOnUsualPort(dataDir: string, io: Io, runtime?: string): Promise<Runtime> {
  const port = usualPortOf(dataDir);
  try {
    return await start(dataDir, io, port, runtime);
  } catch (error) {
    if (!/^Expected port \d+ of /.test((error as Error).message)) throw error;
    io.err.write(`Port ${port} is taken: this world takes a free one, and keeps it where it can.\n`);
    return start(dataDir, io, 0, runtime);
  }
}

async function start(dataDir: string, io: Io, port: number, asked?: string): Promise<Runtime> {
  const { runtimeChoices, startWorld } = await import('../local/runtime.ts');
  const runtime = runtimeChoices.find((name) => name === asked);
  if (asked !== undefined && !runtime) throw usageError(`Expected --runtime to be one of ${runtimeChoices.join(', ')}; got "${asked}".`);
  return startWorld({
    dataDir,
    port,
    runtime,
    onNote: (text) => io.err.write(`${visible(text)}\n`),
    onBackgroundError: (name, error) =>
      io.err.write(`local world: ${name}: ${visible(error instanceof Error ? error.message : String(error))}\n`),
  }).catch((cause: Error) => {
    throw new CliError(cause.message, { cause });
  });
}

/** The state folder that the options name. */
export function dataDirOf(args: Arguments, io: Io): string {
  return resolve(io.cwd, args.text('state-dir') ?? '.trainyard');
}

/** The account that the options name: AWS, the running local world, or one started for this command. */
export async function openWorld(args: Arguments, io: Io, mayCreate = false): Promise<OpenWorld> {
  const installation = args.text('installation') ?? defaultInstallation;
  if (args.flag('aws'))
    return { account: await awsAccount(args.text('profile'), args.text('region'), installation), close: async () => undefined };
  for (const name of ['profile', 'region']) if (args.flag(name)) throw usageError(`Expected --${name} together with --aws; got it alone.`);
  const dataDir = dataDirOf(args, io);
  if (!mayCreate && !existsSync(dataDir)) {
    throw new CliError(
      `Expected a local world in ${args.text('state-dir') ?? '.trainyard'}; there is none. Start one: \`trainyard local PATH\`.`,
    );
  }
  const { findWorld } = await import('../local/runtime.ts');
  const found = await findWorld(dataDir);
  if (found && args.flag('runtime'))
    throw usageError(`Expected no --runtime, since a world runs already at ${found.endpointUrl}: its own stays. Stop it first (Ctrl+C).`);
  if (found) return { account: localAccount(found.endpointUrl, dataDir, installation), close: async () => undefined };
  return startLocalWorld(dataDir, io, mayCreate ? undefined : 0, installation, args.text('runtime'));
}

/** Where scripts find a world again after a restart: the port that this state folder had last, else this one. */
const usualPort = 4747;

/**
 * Starts the local world in this process; without a port on the folder's usual one, or any free one where that is taken.
 * @throws CliError when the port that was asked for is taken, the folder is in use, or the container runtime does not work
 */
export async function startLocalWorld(
  dataDir: string,
  io: Io,
  port?: number,
  installation = defaultInstallation,
  asked?: string,
): Promise<OpenWorld & { runtime: Runtime }> {
  const runtime = port === undefined ? await startOnUsualPort(dataDir, io, asked) : await start(dataDir, io, port, asked);
  if (port !== 0) writeFileSync(portFile(dataDir), `${runtime.port}\n`);
  // A second Ctrl+C ends this process at once; what it started must not live on.
  const kill = (): void => runtime.kill();
  process.once('exit', kill);
  const end = surviveFaults(io);
  const close = async (): Promise<void> => {
    await runtime.stop();
    process.off('exit', kill);
    end();
  };
  return { runtime, account: localAccount(runtime.endpointUrl, dataDir, installation), close };
}
