import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  parseSampleTypes,
  type SampleFile,
  type SampleRequest,
  type SampleTypes,
  sampleProblems,
  sampleRequest,
  samplesOf,
  typesFile,
} from '../../lambdas/contract/samples.ts';
import { ToolFault, variable } from './environment.ts';

/** `check-samples`: fails where the samples of the source in the current folder cannot be sent to an endpoint. Prints nothing. */
export function checkSamples(): string {
  const folder = variable('SAMPLES', '');
  if (folder === '') return '';
  refuse(sampleProblems(filesOf(folder), parsed(variable('SAMPLES_TYPES', ''))));
  return '';
}

/** A stored sample, and how it is sent. */
export interface Sample extends SampleFile {
  readonly body: Buffer;
  readonly request: SampleRequest;
}

/** The stored samples of an image, in the order they are sent in, by the rules that were stored with them; releases of older versions have none. */
export function readSamples(folder: string): Sample[] {
  const files = folder === '' ? [] : filesOf(folder);
  const isTyped = files.some(({ path }) => path === typesFile);
  const types = isTyped ? parsed(readFileSync(join(folder, typesFile), 'utf8')) : [];
  // Stored by an older version, nobody has looked how large they are.
  refuse(sampleProblems(files));
  return samplesOf(files).map((file) => ({
    ...file,
    body: readFileSync(join(folder, file.path)),
    request: sampleRequest(file.path, types),
  }));
}

function filesOf(folder: string): SampleFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path: relative(folder, path).split(sep).join('/'), bytes: stat.size }] : [];
  });
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ToolFault(problems.join('\n'));
}

function parsed(text: string): SampleTypes {
  try {
    return parseSampleTypes(text);
  } catch (error) {
    throw new ToolFault(`how the samples are sent (deployment.sampleTypes) cannot be read: ${(error as Error).message}`);
  }
}
