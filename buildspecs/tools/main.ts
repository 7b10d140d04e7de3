import { ToolFault } from './environment.ts';
import { printBuildArguments, printContainerEnvironment, printImageKey, printKnownImage } from './image.ts';
import { checkSamples } from './samples.ts';
import { verify } from './verify.ts';

/** What the buildspecs have no words for: `node build-tools.mjs VERB …` prints a result on stdout, everything for people on stderr. */
const verbs: Readonly<Record<string, (...args: string[]) => string | Promise<string>>> = {
  'image-key': printImageKey,
  known: (file = '') => printKnownImage(file),
  'build-arguments': printBuildArguments,
  'check-samples': checkSamples,
  'container-environment': printContainerEnvironment,
  verify: (container = '', samples = '') => verify(container, samples),
};

const [verb = '', ...args] = process.argv.slice(2);
try {
  const run = verbs[verb];
  if (!run) throw new ToolFault(`build-tools: expected one of ${Object.keys(verbs).join(', ')}, came "${verb}"`);
  process.stdout.write(`${await run(...args)}\n`);
} catch (error) {
  const known = error instanceof ToolFault || (error as Error).name === 'InvalidSettings';
  process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
