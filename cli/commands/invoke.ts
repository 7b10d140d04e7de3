import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { shownBinary, textOf } from '../../lambdas/contract/answers.ts';
import { defaults } from '../../lambdas/contract/samples.ts';
import { line, visible } from '../../lambdas/contract/text.ts';
import type { Account } from '../account.ts';
import type { Arguments } from '../arguments.ts';
import { CliError, ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { deployedModel, endpointName, readState } from '../installation.ts';
import { invokeEndpoint, type Payload, type Prediction, payloadFile } from '../invoke-endpoint.ts';
import type { Io } from '../io.ts';
import { openWorld } from '../local-world.ts';
import { firstSample, releaseSamples, releaseTypes } from '../release-samples.ts';

/** Prints what a model's endpoint answers, and nothing else, so that it can be piped. */
export const invoke: Command = async (args, io) => {
  const world = await openWorld(args, io);
  try {
    const model = await deployedModel(world.account, args.positionals[0] ?? '');
    const payload = await payloadOf(world.account, model.name, args, io);
    const contentType = args.text('content-type') ?? payload.contentType;
    const accept = args.text('accept') ?? payload.accept;
    const prediction = await invokeEndpoint(world.account, endpointName(model), { ...payload, contentType, accept });
    await show(prediction, args, io);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

async function payloadOf(account: Account, model: string, args: Arguments, io: Io): Promise<Payload> {
  const data = args.text('data');
  if (data === '-') {
    return { name: 'standard input', body: await buffer(io.stdin), contentType: 'application/json', accept: defaults.accept };
  }
  const release = (await readState(account, model))?.champion?.release;
  const samples = release ? await releaseSamples(account, release) : undefined;
  if (data !== undefined) return payloadFile(resolve(io.cwd, data), samples ? await releaseTypes(account, samples) : []);
  const sample = samples ? await firstSample(account, samples) : undefined;
  if (sample) {
    io.err.write(`Asked with the release's sample ${sample.name}.\n`);
    return sample;
  }
  throw new CliError(`Expected --data FILE or --data -: ${model} has no release in service with samples to ask with.`);
}

/** Bytes as they came, into a file or a pipe. A terminal gets lines it cannot be moved by. */
async function show({ body, contentType }: Prediction, args: Arguments, io: Io): Promise<void> {
  const file = args.text('output');
  const size = `${body.length.toLocaleString('en-US')} bytes${contentType ? ` of ${line(contentType)}` : ''}`;
  if (file !== undefined) {
    await writeFile(resolve(io.cwd, file), body).catch((cause: NodeJS.ErrnoException) => {
      throw new CliError(`Expected --output FILE to be written; cannot write ${file} (${cause.code}).`, { cause });
    });
    io.err.write(`Wrote ${size} to ${file}.\n`);
    return;
  }
  if (!io.out.isTerminal) return io.out.write(body);
  const text = textOf(body);
  if (body.length === 0) io.err.write('The answer is empty.\n');
  else if (text !== undefined) io.out.write(`${visible(text).replace(/\n$/, '')}\n`);
  else {
    io.out.write(`${shownBinary(body, 1000)}\n`);
    io.err.write(`These are ${size}, which is no text: --output FILE keeps them, and a pipe gets them as they are.\n`);
  }
}
