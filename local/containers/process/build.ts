import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildContext, folderTree } from '../dockerfile/context.ts';
import { expand } from '../dockerfile/expand.ts';
import { type Instruction, parseDockerfile } from '../dockerfile/parse.ts';
import { ContainerError } from '../errors.ts';
import type { BuildRequest } from '../runtime.ts';
import { envTable } from './environment.ts';
import { ownPlatform, platformArguments, readFrom, uvOf } from './from.ts';
import { settleScripts } from './image-scripts.ts';
import { emptyConfig, type ImageStore, type StoredImage } from './image-store.ts';
import { planInstruction } from './instructions.ts';
import { languageBase } from './language-base.ts';
import { runInImage } from './run-step.ts';
import { nextKey, type Stage, type StageContext, type StageState } from './stage.ts';
import { uvImage, uvKey } from './uv.ts';

export interface BuildDeps {
  readonly store: ImageStore;
  /** An image by name, pulled where it belongs to the local registry; undefined: not an image of this world. */
  find(name: string): Promise<StoredImage | undefined>;
  /** Where a RUN has its throw-away home. */
  readonly dataDir: string;
}

/**
 * Builds an image by interpreting its Dockerfile. Everything is planned first, so that a refused line is told before the first
 * command runs and unchanged layers are known; then only what changed is done, in a copy of the last layer that did not.
 * @throws ContainerError
 */
export async function buildImage(request: BuildRequest, deps: BuildDeps): Promise<StoredImage> {
  const instructions = parseDockerfile(readDockerfile(request.dockerfile));
  const stages = await planStages(instructions, request, deps);
  const target = request.target === undefined ? stages.at(-1) : stages.find(({ name }) => name === request.target?.toLowerCase());
  if (!target)
    throw new ContainerError(
      `the Dockerfile has no stage "${request.target}": expected one of ${stages.map(({ name }) => name || '-').join(', ')}`,
    );

  const labels = { ...target.config.Labels, ...request.labels, 'trainyard.runtime': 'process' };
  target.config = { ...target.config, Labels: labels };
  target.key = nextKey(target.key, JSON.stringify(target.config));
  const image = await materialize(target, request, deps, settleScripts);
  for (const tag of request.tags) deps.store.name(tag, image.id);
  request.onLine(`Successfully built ${image.id.slice(0, 12)}`);
  for (const tag of request.tags) request.onLine(`Successfully tagged ${tag}`);
  return image;
}

function readDockerfile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ContainerError(
      `there is no Dockerfile at ${path}: expected the file that --file names, by default Dockerfile in the context`,
    );
  }
}

async function planStages(instructions: readonly Instruction[], request: BuildRequest, deps: BuildDeps): Promise<Stage[]> {
  const stages: Stage[] = [];
  const globals: Record<string, string> = {};
  const warned = new Set<string>();
  const warn = (text: string) => {
    if (text !== '' && !warned.has(text)) request.onLine(`WARNING: ${text}`);
    warned.add(text);
  };
  const materialized = async (stage: Stage) => (await materialize(stage, request, deps)).root;
  const context: StageContext = {
    context: buildContext(request.context, request.dockerfile),
    buildArguments: request.arguments,
    secrets: request.secrets ?? {},
    caches: join(deps.dataDir, 'images', 'process', 'caches'),
    source: async (name, { line }) => {
      const stage = stages.find((earlier, index) => earlier.name === name.toLowerCase() || String(index) === name);
      if (stage) return { key: stage.key, tree: once(async () => folderTree(await materialized(stage))) };
      const uv = uvOf(name);
      if (uv)
        return {
          key: uvKey(uv.version),
          tree: once(async () => folderTree((await uvImage(name, uv.version, deps.store, request.onLine)).root)),
        };
      const image = await deps.find(name);
      if (!image)
        throw new ContainerError(
          `Dockerfile line ${line}: --from=${name} is no earlier stage, and process mode pulls no image but this world's own`,
        );
      return { key: image.id, tree: once(async () => folderTree(image.root)) };
    },
    warn,
    run: (command) => runInImage(command, deps.dataDir, request.onLine),
  };

  let state: StageState | undefined;
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      const { image, name, platform } = readFrom(instruction, { ...platformArguments, ...globals });
      if (platform !== '' && platform !== ownPlatform)
        warn(
          `Dockerfile line ${instruction.line}: --platform=${platform} does not count in process mode: it builds for this machine, ${ownPlatform}.`,
        );
      const stage: Stage = { name, from: image, steps: [], ...(await baseOf(image, stages, materialized, deps, warn, request.onLine)) };
      stages.push(stage);
      const variables = envTable(stage.config.Env);
      state = { config: stage.config, variables, args: {}, globals: { ...platformArguments, ...globals }, key: stage.key };
      continue;
    }
    if (!state) {
      for (const [name, raw] of instruction.pairs) {
        const value = request.arguments[name] ?? (raw === undefined ? undefined : expand(raw, globals));
        if (value !== undefined) globals[name] = value;
      }
      continue;
    }
    const stage = stages.at(-1) as Stage;
    stage.steps.push(await planInstruction(instruction, state, context));
    stage.key = state.key;
    stage.config = state.config;
  }
  return stages;
}

async function baseOf(
  image: string,
  stages: readonly Stage[],
  materialized: (stage: Stage) => Promise<string>,
  deps: BuildDeps,
  warn: (text: string) => void,
  onLine: (line: string) => void,
): Promise<Pick<Stage, 'base' | 'key' | 'config'>> {
  if (image === 'scratch') return { key: nextKey('scratch'), config: emptyConfig };
  const earlier = stages.find(({ name }) => name === image.toLowerCase());
  if (earlier) return { key: nextKey(earlier.key), config: earlier.config, base: () => materialized(earlier) };
  const own = await deps.find(image);
  if (own) return { key: nextKey(own.id), config: own.config, base: async () => own.root };
  return languageBase(image, deps.store, warn, onLine);
}

/** The stage as a folder: the finished layer when there is one, else made from the last layer that is. */
async function materialize(
  stage: Stage,
  request: BuildRequest,
  deps: BuildDeps,
  finish: (root: string) => void = () => {},
): Promise<StoredImage> {
  const { store } = deps;
  const { steps } = stage;
  const done = request.noCache ? undefined : store.get(stage.key);
  const label = (index: number) => `Step ${index + 2}/${steps.length + 1} : ${steps[index]?.instruction.source}`;
  request.onLine(`Step 1/${steps.length + 1} : FROM ${stage.from}${stage.name ? ` AS ${stage.name}` : ''}`);
  if (done) {
    steps.forEach((_, index) => {
      request.onLine(label(index));
      request.onLine(' ---> Using cache');
    });
    return done;
  }
  const kept = request.noCache ? -1 : steps.findLastIndex(({ key, keep }) => keep && store.get(key) !== undefined);
  const from = kept >= 0 ? store.get(steps[kept]?.key ?? '')?.root : await stage.base?.();
  return store.make(stage.key, stage.config, from, async (root) => {
    for (const [index, step] of steps.entries()) {
      request.onLine(label(index));
      if (index <= kept) request.onLine(' ---> Using cache');
      else await step.apply?.(root);
      // The last RUN's layer is kept apart from the finished image: only what follows it then needs doing again.
      if (index > kept && step.keep && index < steps.length - 1) await store.make(step.key, step.config, root, async () => {});
    }
    finish(root);
  });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
