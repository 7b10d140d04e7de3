import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, AssetHashType, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Deployed } from '../../lambdas/contract/deployed.ts';
import { formatManifest } from '../../lambdas/contract/manifest.ts';
import { sourceFiles } from '../source/files.ts';
import { pack } from '../source/pack.ts';
import { largeText, packagedText, refuseHuge } from '../source/report.ts';

/** Whose source. */
export interface ModelSourceProps {
  readonly model: string;
  /** The settings file, for messages. */
  readonly file: string;
  readonly folder: string;
  /** The model's data, relative to the folder: no part of the source. */
  readonly data: string;
}

/** The model's folder as the deploy packages it: a zip, and the list of its files with their hashes. Says how large it is. */
export class ModelSource extends Construct {
  /** What a run needs to know of it. */
  readonly facts: Deployed['source'];

  constructor(scope: Construct, id: string, props: ModelSourceProps) {
    super(scope, id);
    // Beside the assembly, from where the CDK takes its copies; tidyAssembly removes it.
    const packages = join(Stage.of(this)?.outdir ?? '.', 'packages');
    mkdirSync(packages, { recursive: true });
    const { manifest, hash, said, warning } = packaged(props, join(packages, `${this.node.addr}.zip`), packages);
    Annotations.of(this).addInfo(said);
    if (warning) Annotations.of(this).addWarningV2('trainyard:largeSource', warning);
    const asset = (name: string, path: string, assetHash: string) =>
      new Asset(this, name, { path, assetHashType: AssetHashType.CUSTOM, assetHash });
    // The manifest knows which files are executable; the CDK's own hash does not.
    const zip = asset('Zip', join(packages, `${hash}.zip`), hash);
    const list = asset('Manifest', manifest, `manifest:${hash}`);
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

interface Packaged {
  /** The manifest's file. */
  readonly manifest: string;
  readonly hash: string;
  /** One line for people. */
  readonly said: string;
  readonly warning: string | undefined;
}

/** Writes `<hash>.zip` and `<hash>.txt` into a folder; `draft`: the zip's name until its hash is known. @throws Error naming the settings file */
function packaged({ model, folder, file, data }: ModelSourceProps, draft: string, into: string): Packaged {
  try {
    const { files, left } = sourceFiles(folder, data);
    if (!files.length) throw new Error(`expected the source folder to hold a Dockerfile, ${folder} is empty`);
    refuseHuge(files.map(({ path }) => ({ path, size: statSync(join(folder, path)).size })));
    const entries = pack(folder, files, draft);
    const text = formatManifest(entries);
    const hash = createHash('sha256').update(text).digest('hex');
    renameSync(draft, join(into, `${hash}.zip`));
    const manifest = join(into, `${hash}.txt`);
    writeFileSync(manifest, text);
    const large = largeText(entries);
    return { manifest, hash, said: `${model}: ${packagedText(entries, left)}`, warning: large && `${model}: ${large}` };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
