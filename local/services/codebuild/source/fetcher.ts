import type { Caller, World } from '../../../world.ts';
import type { BuildShell } from '../build-shell.ts';
import type { Build } from '../records.ts';

/** What a fetcher may be told. */
export interface SourceRequest {
  readonly build: Build;
  /** Where the source's files go: it is there, and empty. */
  readonly folder: string;
  readonly world: World;
  readonly role: Caller;
  /** Runs a program of this machine as a part of the build, which ends with it. */
  readonly exec: BuildShell['exec'];
}

/** Fetches a source; gives the commit that it is of, where it has one. @throws SourceFault */
export type SourceFetcher = (request: SourceRequest) => Promise<string | undefined>;

/** A source that cannot be had: CodeBuild's phase context for it. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';
}
