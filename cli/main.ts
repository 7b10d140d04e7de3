import { ExitCode } from './cli-error.ts';
import { cliClock } from './clock.ts';
import { main } from './dispatch.ts';
import type { Environment } from './environment.ts';
import { interruptOn } from './interrupt.ts';
import { outputOf } from './io.ts';

// The process's own terminal, environment and signals: all that the commands get, and what their tests replace.
const env: Environment = process.env;
const err = outputOf(process.stderr, env);
// A reader that left (`| head`) or a terminal that was closed must not keep the command from tidying up.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}
const interrupt = interruptOn(
  process,
  () => process.exit(ExitCode.interrupted),
  () => err.write('\nStopping… (Ctrl+C again ends at once)\n'),
);
const io = { cwd: process.cwd(), out: outputOf(process.stdout, env), err, stdin: process.stdin, env, clock: cliClock, interrupt };
process.exitCode = await main(process.argv.slice(2), io, env);
