import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, IgnoreMode, Stage, SymlinkFollowMode } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Deployed } from '../../lambdas/contract/deployed.ts';
import { formatManifest, isExcluded, type ManifestEntry } from '../../lambdas/contract/manifest.ts';

/** Whose source. */
export interface ModelSourceProps {
  /** The settings file, for messages. */
  readonly file: string;
  readonly folder: string;
}

/** The model's folder as the deploy packages it: a zip, and the list of its files with their hashes. */
export class ModelSource extends Construct {
  /** What a run needs to know of it. */
  readonly facts: Deployed['source'];

  constructor(scope: Construct, id: string, props: ModelSourceProps) {
    super(scope, id);
    const { folder, file } = props;
    const { entries, left } = walk(folder);
    if (!entries.length) throw new Error(`${file}: expected the source folder to hold a Dockerfile, ${folder} is empty`);
    const manifest = formatManifest(entries);
    const hash = createHash('sha256').update(manifest).digest('hex');
    const zip = new Asset(this, 'Zip', {
      path: folder,
      // The manifest knows which files are executable; the CDK's own hash does not.
      assetHashType: AssetHashType.CUSTOM,
      assetHash: hash,
      ignoreMode: IgnoreMode.GIT,
      exclude: left.map((path) => `/${path.replaceAll(/[\\*?[\]! ]/g, '\\$&')}`),
      followSymlinks: SymlinkFollowMode.ALWAYS,
    });
    // Beside the assembly, from where the CDK takes its copy; tidyAssembly removes it.
    const manifests = join(Stage.of(this)?.outdir ?? '.', 'manifests');
    mkdirSync(manifests, { recursive: true });
    const manifestFile = join(manifests, `${hash}.txt`);
    writeFileSync(manifestFile, manifest);
    const list = new Asset(this, 'Manifest', { path: manifestFile, assetHashType: AssetHashType.CUSTOM, assetHash: `manifest:${hash}` });
    this.facts = {
      type: 'folder',
      bucket: zip.s3BucketName,
      key: zip.s3ObjectKey,
      manifestKey: list.s3ObjectKey,
      // What people call this state of the source.
      version: hash.slice(0, 12),
    };
  }
}

/** The files of a source, and what of the folder is not part of it. Links to files count as the files. */
function walk(root: string, folder = '', entries: ManifestEntry[] = [], left: string[] = []): { entries: ManifestEntry[]; left: string[] } {
  for (const item of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${item.name}` : item.name;
    const stat = isExcluded(path) ? undefined : statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory() && !item.isSymbolicLink()) walk(root, path, entries, left);
    else if (stat?.isFile()) {
      const sha256 = createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex');
      entries.push({ sha256, executable: (stat.mode & 0o111) !== 0, path });
    } else left.push(path);
  }
  return { entries, left };
}
