import { createHash } from 'node:crypto';
import type { FileTree } from '../dockerfile/context.ts';
import type { Instruction } from '../dockerfile/parse.ts';
import type { ImageConfig } from './image-store.ts';
import type { Placed } from './place.ts';

/** What a stage's steps have in hand: changed by the instructions in order, without touching a file. */
export interface StageState {
  config: ImageConfig;
  /** ENV and the ARGs declared so far. */
  variables: Record<string, string>;
  /** Declared ARGs with their values: RUN sees them, the finished image does not. */
  args: Record<string, string>;
  /** The ARGs before the first FROM: the values of those that a stage declares again. */
  readonly globals: Readonly<Record<string, string>>;
  /** Hash of everything so far: the layer's id. */
  key: string;
}

/** One instruction of a stage, planned: what it depends on is in `key`; `apply` does it to the image's folder. */
export interface Step {
  readonly instruction: Instruction;
  readonly key: string;
  readonly config: ImageConfig;
  /** Absent where only the configuration changes. */
  readonly apply?: (root: string) => Promise<void>;
  /** RUN: worth keeping by itself, because what follows changes more often. */
  readonly keep: boolean;
}

export interface Stage {
  readonly name: string;
  readonly from: string;
  /** The folder it begins with, or none. Called only when something must be done. */
  base?: () => Promise<string>;
  readonly steps: Step[];
  /** The last step's, or the base's own. */
  key: string;
  config: ImageConfig;
}

/** What the instructions of a stage may ask of the build. */
export interface StageContext {
  readonly context: FileTree;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the folders of `RUN --mount=type=cache` are kept between builds. */
  readonly caches: string;
  /** A stage by name or number, or an image by name, to COPY --from. */
  source(name: string, instruction: Instruction): Promise<{ key: string; tree: () => Promise<FileTree> }>;
  warn(text: string): void;
  run(command: RunCommand): Promise<void>;
}

export interface RunCommand {
  readonly instruction: Instruction;
  readonly root: string;
  readonly script: string;
  readonly shell: readonly string[];
  readonly needsPython: boolean;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Its mounts. */
  readonly placed: readonly Placed[];
}

export const shellOf = (state: StageState): readonly string[] => state.config.Shell ?? ['/bin/sh', '-c'];

/** The next key of a chain. Node's version counts: what `npm ci` makes may depend on it. */
export function nextKey(key: string, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['trainyard process 2', process.version, process.platform, process.arch, key, ...parts]))
    .digest('hex');
}
