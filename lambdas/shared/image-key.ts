import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { ErrorName } from '../contract/errors.ts';
import { compareBytewise, type ManifestEntry, manifestLine, parseManifest } from '../contract/manifest.ts';
import type { Settings } from '../contract/settings.ts';

// The one folder that need not be there: a model may have no samples, and then it is asked for /ping only.
const defaultSamples = 'samples';

/** All that an image depends on. */
export interface ImageInputs {
  /** The source's manifest, as text or parsed. */
  readonly manifest: string | readonly ManifestEntry[];
  /** The folder `docker build` gets, relative to the source's root; `.` for the root. */
  readonly context: string;
  /** What of the context the image depends on, relative to the source's root; empty for all of it. */
  readonly paths: readonly string[];
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly buildspecHash: string;
  /** The folder of sample payloads, relative to the source's root; empty where none go with the image. */
  readonly samples: string;
  /** The rules these samples are sent by, as JSON: stored with them. */
  readonly sampleTypes?: string;
}

/**
 * The image's key: the same for the same inputs, whoever computes it (Prepare for a packaged folder, the build for a repository), so
 * that nothing is built twice. Throws `InvalidSettings` when the Dockerfile, a named path or a named samples folder
 * is not in the source.
 */
export function imageKey(inputs: ImageInputs): string {
  const all = typeof inputs.manifest === 'string' ? parseManifest(inputs.manifest) : inputs.manifest;
  const context = normalize('build context', inputs.context);
  const dockerfile = normalize('Dockerfile', posix.join(context || '.', inputs.dockerfile));
  const paths = inputs.paths.map((path) => normalize('path', path));
  // The Dockerfile stands outside `paths` as a rule; the samples may lie outside the context: verification sends them.
  const samples = inputs.samples === '' ? undefined : normalize('samples folder', inputs.samples);

  if (!all.some((entry) => entry.path === dockerfile)) {
    throw invalidSettings(`the Dockerfile "${dockerfile}" is not in the source: expected a file at that path; ${nearby(all, dockerfile)}`);
  }
  for (const path of paths) {
    if (!all.some((entry) => isUnder(entry.path, path) && isUnder(entry.path, context))) {
      throw invalidSettings(`the path "${path}" names no file of the build context "${context || '.'}": correct or remove it`);
    }
  }
  if (samples && samples !== defaultSamples && !all.some((entry) => isUnder(entry.path, samples))) {
    throw invalidSettings(
      `the samples folder "${samples}" (deployment.samples) names no file of the source: correct it, or put payloads there`,
    );
  }
  const counts = ({ path }: ManifestEntry) =>
    path === dockerfile ||
    (samples !== undefined && isUnder(path, samples)) ||
    (isUnder(path, context) && (paths.length === 0 || paths.some((wanted) => isUnder(path, wanted))));

  const document = [
    'trainyard image 1',
    inputs.platform,
    inputs.buildspecHash,
    context,
    dockerfile,
    samples ?? '',
    Object.entries(inputs.arguments).sort(([a], [b]) => compareBytewise(a, b)),
    all
      .filter(counts)
      .map(manifestLine)
      .sort((a, b) => compareBytewise(a.slice(67), b.slice(67))),
    ...(inputs.sampleTypes ? [inputs.sampleTypes] : []),
  ];
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

/** What of the settings goes with an image's key about its samples: only the image that serves carries them. */
export const samplesWith = ({ deployment: { samples, sampleTypes } }: Settings, isServing: boolean) => ({
  samples: isServing ? samples : '',
  ...(isServing && sampleTypes.length > 0 && { sampleTypes: JSON.stringify(sampleTypes) }),
});

/** `./a//b/` → `a/b`, and the root → ``. */
function normalize(what: string, path: string): string {
  const normal = posix.normalize(path).replace(/^\.\/|\/$/g, '');
  if (posix.isAbsolute(normal) || normal === '..' || normal.startsWith('../')) {
    throw invalidSettings(`the ${what} "${path}" leads out of the source: expected a path inside it, such as "src"`);
  }
  return normal === '.' ? '' : normal;
}

const isUnder = (path: string, folder: string) => folder === '' || path === folder || path.startsWith(`${folder}/`);

function nearby(entries: readonly ManifestEntry[], dockerfile: string): string {
  const found = entries.filter(({ path }) => /(^|[/.])dockerfile($|\.)/i.test(path)).map(({ path }) => path);
  return found.length > 0
    ? `there is ${found.slice(0, 5).join(', ')}`
    : `${entries.length} files and none called ${posix.basename(dockerfile)}`;
}

function invalidSettings(message: string): Error {
  return Object.assign(new Error(message), { name: ErrorName.InvalidSettings });
}
