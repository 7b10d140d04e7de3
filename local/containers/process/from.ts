import { expand, splitWords } from '../dockerfile/expand.ts';
import { flagValue } from '../dockerfile/flags.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import { ContainerError } from '../errors.ts';

export interface FromLine {
  /** With the variables of the ARGs before the first FROM put in. */
  readonly image: string;
  /** Lower case; `AS name`, else ''. */
  readonly name: string;
  /** Of --platform; '' without. */
  readonly platform: string;
}

/** This machine as Docker names it: what process mode builds is for no other. */
export const ownPlatform = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** The ARGs that BuildKit declares by itself, before any FROM. */
export const platformArguments: Readonly<Record<string, string>> = Object.fromEntries(
  ['BUILD', 'TARGET'].flatMap((name) => [
    [`${name}PLATFORM`, ownPlatform],
    [`${name}OS`, 'linux'],
    [`${name}ARCH`, ownPlatform.slice('linux/'.length)],
    [`${name}VARIANT`, ''],
  ]),
);

/** Reads `FROM [--platform=…] image [AS name]`. */
export function readFrom(instruction: Instruction, globals: Readonly<Record<string, string>>): FromLine {
  const [image = '', as, name = '', ...rest] = splitWords(instruction.text).map((word) => expand(word, globals));
  if (image === '' || (as !== undefined && (as.toUpperCase() !== 'AS' || name === '')) || rest.length > 0) {
    throw new ContainerError(`Dockerfile line ${instruction.line}: ${instruction.source}: expected FROM <image> [AS <name>]`);
  }
  return { image, name: name.toLowerCase(), platform: expand(flagValue(instruction.flags, 'platform') ?? '', globals) };
}

/** Official images that stand for a language: the machine has its own. */
const languages: Readonly<Record<string, string>> = { node: 'Node', python: 'Python' };

/** An image of uv: the version that its tag names ('' for any) and the Python it brings; undefined for any other image. */
export function uvOf(image: string): { version: string; python?: string } | undefined {
  const found = /^(?:ghcr\.io\/astral-sh|(?:docker\.io\/)?astral)\/uv(?::([^@]*))?(?:@.*)?$/.exec(image);
  if (!found) return undefined;
  const [, tag = ''] = found;
  const python = /(?:^|-)python(\d+\.\d+)/.exec(tag)?.[1];
  return { version: /^\d+(\.\d+)*/.exec(tag)?.[0] ?? '', ...(python === undefined ? {} : { python }) };
}

/** What process mode says about a base image that it does not pull: the machine's programs stand in for it. `versions`: what the machine has. */
export function baseImageWarning(image: string, versions: Readonly<Record<string, string | undefined>>): string {
  const uv = uvOf(image);
  const { name, tag } = uv ? { name: 'python', tag: uv.python ?? '' } : imageParts(image);
  const language = languages[name];
  const what = `FROM ${image} is not pulled in process mode`;
  if (!language) return `${what}: the programs of this machine stand in for it, and files of that image are not there.`;
  const have = versions[name];
  const wanted = /^(\d+(?:\.\d+)?)/.exec(tag)?.[1];
  if (have === undefined) return `${what} and this machine has no ${language}: what needs it will fail.`;
  // Node's majors and Python's minors are what breaks programs.
  const comparable =
    name === 'node'
      ? have.split('.')[0]
      : have
          .split('.')
          .slice(0, wanted?.split('.').length ?? 2)
          .join('.');
  if (wanted === undefined || comparable === (name === 'node' ? wanted.split('.')[0] : wanted)) return '';
  return `${what}: it asks for ${language} ${wanted}, this machine runs ${language} ${have}.`;
}

/** The version of Python that an official image brings (`3.11`, or '' for any); undefined for any other image. */
export function pythonOf(image: string): string | undefined {
  const { name, tag } = imageParts(image);
  const uv = uvOf(image);
  if (uv) return uv.python ?? '';
  return name === 'python' ? (/^\d+(?:\.\d+)?/.exec(tag)?.[0] ?? '') : undefined;
}

function imageParts(image: string): { name: string; tag: string } {
  const [path = '', digest] = image.split('@');
  const [, repository = path, tag = digest ?? ''] = /^(.*?)(?::([^/:]+))?$/.exec(path) ?? [];
  const official = /^(?:docker\.io\/|registry-1\.docker\.io\/|public\.ecr\.aws\/docker\/)?(?:library\/)?([^/]+)$/.exec(repository);
  return { name: official?.[1] ?? repository, tag };
}
