import type { Caller, World } from '../../../world.ts';
import type { Build } from '../records.ts';

/** What a fetcher may be told and must do: the source's files go into `folder`. */
export type SourceFetcher = (build: Build, folder: string, world: World, role: Caller) => Promise<void>;

/** A source that cannot be had: CodeBuild's phase context for it. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';
}
