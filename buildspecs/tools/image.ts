import { readFileSync } from 'node:fs';
import { imageKey } from '../../lambdas/shared/image-key.ts';
import { jsonVariable, shellWord, variable } from './environment.ts';
import { sourceManifest } from './source-manifest.ts';

/** `image-key`: the key of the image of the source in the current folder. */
export function printImageKey(): string {
  return imageKey({
    manifest: sourceManifest('.'),
    context: variable('CONTEXT'),
    paths: jsonVariable<string[]>('PATHS', '[]'),
    dockerfile: variable('DOCKERFILE'),
    arguments: jsonVariable<Record<string, string>>('BUILD_ARGUMENTS', '{}'),
    platform: variable('PLATFORM'),
    buildspecHash: variable('BUILDSPEC_HASH'),
    samples: variable('SAMPLES', ''),
    sampleTypes: variable('SAMPLES_TYPES', ''),
  });
}

/** `known FILE`: shell assignments from what is remembered of an image. Empty when that is another repository's image. */
export function printKnownImage(file: string): string {
  const known = JSON.parse(readFileSync(file, 'utf8')) as { digest?: unknown; uri?: unknown; samples?: unknown };
  const ours = typeof known.digest === 'string' && known.uri === `${variable('REPOSITORY_URI')}@${known.digest}`;
  const samples = ours && typeof known.samples === 'string' ? known.samples : '';
  return `IMAGE_DIGEST=${shellWord(ours ? String(known.digest) : '')} SAMPLES_URI=${shellWord(samples)}`;
}

/** `build-arguments`: `--build-arg` and `--secret` words for docker build. Secrets by their names: a command line can be read. */
export function printBuildArguments(): string {
  const secrets = jsonVariable<string[]>('BUILD_SECRETS', '[]').map((name) => `--secret ${shellWord(`id=${name},env=${name}`)}`);
  return [words('--build-arg', jsonVariable<Record<string, string>>('BUILD_ARGUMENTS', '{}')), ...secrets].join(' ').trim();
}

/** `container-environment`: `--env` words for docker run. */
export function printContainerEnvironment(): string {
  return words('--env', jsonVariable<Record<string, string>>('CONTAINER_ENVIRONMENT', '{}'));
}

const words = (flag: string, values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${flag} ${shellWord(`${name}=${value}`)}`)
    .join(' ');
