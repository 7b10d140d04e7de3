import { ContainerError } from '../errors.ts';
import { ShimFault } from './fault.ts';

/** The whole of a stand-in's process: run, print what went wrong for people, end with a status. */
export async function runShim(main: (args: string[]) => Promise<unknown>): Promise<void> {
  // `aws … | head -1`: the reader has what it wants.
  process.stdout.on('error', () => process.exit(0));
  try {
    const status = await main(process.argv.slice(2));
    process.exitCode = typeof status === 'number' ? status : 0;
  } catch (error) {
    const known = error instanceof ShimFault || error instanceof ContainerError;
    process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
    process.exitCode = error instanceof ShimFault ? error.status : 1;
  }
}
