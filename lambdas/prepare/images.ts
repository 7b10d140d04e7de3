import { posix } from 'node:path';
import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import type { Deployed } from '../contract/deployed.ts';
import { objects } from '../contract/layout.ts';
import type { Run } from '../contract/payloads.ts';
import type { RunSource } from '../contract/run-source.ts';
import type { Settings } from '../contract/settings.ts';
import { type Artifacts, readDocument } from '../shared/documents.ts';
import { canonical, hashOf } from '../shared/hash.ts';
import { imageKey, samplesWith } from '../shared/image-key.ts';
import { treeIds } from '../shared/sources/tree-ids.ts';

type Role = 'training' | 'inference';
type Keys = Pick<Run['images'][Role], 'key' | 'treeKey'>;

export interface ImageDependencies {
  readonly artifacts: Artifacts;
  readonly codecommit: CodeCommitClient;
}

/** True when one Dockerfile with the same inputs serves both roles: it is built once, and carries the samples too. */
export const isShared = ({ build }: Settings): boolean => canonical(build.training) === canonical(build.inference);

/**
 * What the images of a run will be called, as far as that is known before any build: of a packaged folder by its manifest, of a CodeCommit
 * commit by the ids that git gives its folders where an earlier build had the same. Else the build computes it, and ends early.
 */
export async function imageKeys(
  settings: Settings,
  source: RunSource,
  { buildspecHash }: Deployed,
  dependencies: ImageDependencies,
): Promise<Record<Role, Keys>> {
  const inputs = (role: Role) => ({
    ...settings.build[role],
    platform: settings.build.platform,
    buildspecHash,
    ...samplesWith(settings, role === 'inference' || isShared(settings)),
  });
  switch (source.type) {
    case 'folder': {
      const { Body } = await dependencies.artifacts.s3.send(new GetObjectCommand({ Bucket: source.bucket, Key: source.manifestKey }));
      const manifest = (await Body?.transformToString()) ?? '';
      const key = (role: Role) => ({ key: imageKey({ manifest, ...inputs(role) }), treeKey: null });
      return { training: key('training'), inference: key('inference') };
    }
    case 'github':
      return { training: { key: null, treeKey: null }, inference: { key: null, treeKey: null } };
    case 'codecommit': {
      const idOf = treeIds(source.repository, source.version, dependencies.codecommit);
      const keys = async (role: Role) => byTree(inputs(role), idOf, dependencies.artifacts);
      return { training: await keys('training'), inference: await keys('inference') };
    }
  }
}

interface Inputs {
  readonly context: string;
  readonly dockerfile: string;
  readonly paths: readonly string[];
  readonly samples: string;
}

async function byTree(inputs: Inputs, idOf: (path: string) => Promise<string | undefined>, artifacts: Artifacts): Promise<Keys> {
  const { context, dockerfile, paths, samples } = inputs;
  const ids: Record<string, string> = {};
  for (const path of [posix.join(context, dockerfile), ...(paths.length > 0 ? paths : [context])]) {
    const id = await idOf(path);
    // A path that is not there: the build says so in words.
    if (id === undefined) return { key: null, treeKey: null };
    ids[path] = id;
  }
  // A model need not have samples.
  if (samples) ids[samples] = (await idOf(samples)) ?? '';
  const treeKey = hashOf({ inputs, ids });
  const known = await readDocument(artifacts, objects.tree(treeKey));
  const parsed = v.safeParse(v.object({ key: v.string() }), known?.value);
  return { key: parsed.success ? parsed.output.key : null, treeKey };
}
