import { hasGpu, noGpuNote } from '../gpu.ts';
import type { Engine } from './engine.ts';

/** How the engine is called for a `docker` command: `notes` says what was left out, and why. */
export interface EngineCall {
  readonly words: readonly string[];
  readonly notes: readonly string[];
}

/** What marks the containers of a world, so that they can be found when it has died. */
export interface Mark {
  readonly world: string;
  readonly owner: string;
}

const ecr = /(?<![\w.-])\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=[/]|$)/g;

/** Flags of `docker build` that a builder does not know and that change nothing in what is built here; they all take a value, but `--load`. */
const unknownFlags = {
  buildkit: [],
  // --platform is an experiment to the old builder; an image for another machine could not run here anyway.
  legacy: ['--provenance', '--sbom', '--output', '-o', '--load', '--cache-to', '--platform', '--progress'],
  // podman 4 refuses `--cache-from REPOSITORY:TAG`, the usual form; its own layer cache is on, and is quicker than a registry's.
  buildah: ['--provenance', '--sbom', '--cache-from', '--cache-to', '--load'],
} as const;

/** An ECR name as the local registry's: neither docker nor podman can be told to push to another host than the name says. */
export const localName = (name: string, registry: string): string => name.replace(ecr, registry);

/** A `docker` command of a buildspec as this engine understands it, with ECR's names moved to the local registry (`127.0.0.1:PORT`). */
export function engineCall(given: readonly string[], engine: Engine, registry: string, mark: Mark, isGpu = hasGpu()): EngineCall {
  const gpus = isGpu || !/^(run|create)$/.test(given[given[0] === 'container' ? 1 : 0] ?? '') ? -1 : given.indexOf('--gpus');
  const args = gpus < 0 ? given : given.toSpliced(gpus, 2);
  const words = args.map((word) => localName(word, registry));
  const at = ['image', 'container', 'buildx', 'builder'].includes(words[0] ?? '') ? 1 : 0;
  const verb = words[at];
  const isLocal = words.some((word, index) => word !== args[index]);
  if (verb === 'build') return build(words, at, engine);
  if (verb === 'run' || verb === 'create')
    return { words: added(words, at, [...markWords(mark), ...sharing, ...plain(engine, isLocal)]), notes: gpus < 0 ? [] : [noGpuNote] };
  if (verb === 'push' || verb === 'pull') return { words: added(words, at, plain(engine, isLocal)), notes: [] };
  return { words, notes: [] };
}

/** The labels of a container. */
export function markWords({ world, owner }: Mark): string[] {
  return ['--label', `trainyard.world=${world}`, '--label', `trainyard.owner=${owner}`];
}

/** SELinux would keep a container from the folders it is given; where there is none this means nothing. */
export const sharing = ['--security-opt', 'label=disable'] as const;

/** Docker takes any registry on the loopback without TLS; podman has to be told. */
export const plain = (engine: Engine, isLocal = true): string[] => (engine.name === 'podman' && isLocal ? ['--tls-verify=false'] : []);

const added = (words: readonly string[], at: number, more: readonly string[]) => [
  ...words.slice(0, at + 1),
  ...more,
  ...words.slice(at + 1),
];

function build(words: readonly string[], at: number, engine: Engine): EngineCall {
  const unknown: readonly string[] = unknownFlags[engine.builder];
  const kept: string[] = [];
  const left: string[] = [];
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i] as string;
    const [flag = '', inline] = word.startsWith('-') ? word.split(/=(.*)/s, 2) : [];
    const takesValue = inline === undefined && flag !== '--load';
    const value = takesValue ? words[i + 1] : inline;
    // podman's own --output writes files; Docker's "into the images of this machine" is what podman does without.
    const isImage = engine.builder === 'buildah' && /^(--output|-o)$/.test(flag) && /type=(docker|image)/.test(value ?? '');
    if (!unknown.includes(flag) && !isImage) {
      kept.push(word);
      continue;
    }
    left.push(flag === '--load' ? flag : `${flag} ${value}`);
    if (takesValue) i++;
  }
  const front = engine.builder === 'buildkit' ? words.slice(0, at + 1) : ['build'];
  const notes = left.length > 0 ? [`Left out, since ${builderTitle(engine)} does not know it: ${left.join(', ')}`] : [];
  return { words: [...front, ...kept], notes };
}

const builderTitle = (engine: Engine) =>
  engine.builder === 'legacy' ? "docker's builder without BuildKit" : `${engine.name} ${engine.version}`;
