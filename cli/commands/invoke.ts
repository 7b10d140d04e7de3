import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Account } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployedModel, endpointName, readState } from '../installation.ts';
import { firstSample, invokeEndpoint, type Payload, payloadFile } from '../invoke-endpoint.ts';
import type { Io } from '../io.ts';
import { openWorld } from '../local-world.ts';
import { releaseSamples } from '../release-samples.ts';

/** Prints what a model's endpoint answers, and nothing else, so that it can be piped. */
export const invoke: Command = async (args, io) => {
  const world = await openWorld(args, io);
  try {
    const model = await deployedModel(world.account, args.positionals[0] ?? '');
    const payload = await payloadOf(world.account, model.name, args, io);
    const contentType = args.text('content-type') ?? payload.contentType;
    const { body } = await invokeEndpoint(world.account, endpointName(model), { ...payload, contentType });
    io.out.write(body.endsWith('\n') ? body : `${body}\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

async function payloadOf(account: Account, model: string, args: Arguments, io: Io): Promise<Payload> {
  const data = args.text('data');
  if (data === '-') return { name: 'standard input', body: await buffer(io.stdin), contentType: 'application/json' };
  if (data !== undefined) return payloadFile(resolve(io.cwd, data));
  const release = (await readState(account, model))?.champion?.release;
  const samples = release ? await releaseSamples(account, release) : undefined;
  const sample = samples ? await firstSample(account, samples) : undefined;
  if (sample) {
    io.err.write(`Asked with the release's sample ${sample.name}.\n`);
    return sample;
  }
  throw new CliError(`Expected --data FILE or --data -: ${model} has no release in service with samples to ask with.`);
}
