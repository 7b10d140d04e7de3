import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTemplate, type Template } from './template.ts';

/** One file or folder that a stack needs in S3. */
export interface FileAsset {
  /** Absolute. */
  readonly path: string;
  /** A folder to be zipped, or a file to be stored as it is. */
  readonly packaging: 'zip' | 'file';
  /** With `${AWS::AccountId}` and `${AWS::Region}` in it. */
  readonly bucketName: string;
  readonly objectKey: string;
}

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly name: string;
  /** The template's text: its part of the stack's fingerprint. */
  readonly text: string;
  readonly template: Template;
  readonly assets: readonly FileAsset[];
  /** The parameter that tells the version of the CDK's bootstrap. */
  readonly bootstrapParameter?: string;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { templateFile?: string; stackName?: string; file?: string; bootstrapStackVersionSsmParameter?: string };
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<string, { source: { path: string; packaging: 'zip' | 'file' }; destinations: Record<string, Destination> }>
  >;
  readonly dockerImages?: Readonly<Record<string, unknown>>;
}

interface Destination {
  readonly bucketName: string;
  readonly objectKey: string;
}

/** Reads a cloud assembly (cdk.out): its stacks, each after those it depends on. Throws on what the local world cannot deploy. */
export function readAssembly(dir: string): AssemblyStack[] {
  const { artifacts } = readJson<Manifest>(join(dir, 'manifest.json'));
  const stacks: AssemblyStack[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (!artifact || seen.has(id)) return;
    seen.add(id);
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(readStack(dir, id, artifact, artifacts));
    if (artifact.type === 'cdk:cloud-assembly') throw new Error(`${id}: the local CloudFormation does not know nested assemblies (stages)`);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return stacks;
}

function readStack(dir: string, id: string, artifact: Artifact, artifacts: Manifest['artifacts']): AssemblyStack {
  const name = artifact.properties?.stackName ?? id;
  const text = readFileSync(join(dir, artifact.properties?.templateFile ?? `${id}.template.json`), 'utf8');
  const template = JSON.parse(text) as Template;
  const manifests = (artifact.dependencies ?? []).flatMap((dependency) => {
    const other = artifacts[dependency];
    return other?.type === 'cdk:asset-manifest' && other.properties?.file ? [other.properties.file] : [];
  });
  try {
    checkTemplate(template);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
  return {
    name,
    text,
    template,
    assets: manifests.flatMap((file) => readAssets(dir, file)),
    bootstrapParameter: artifact.properties?.bootstrapStackVersionSsmParameter,
  };
}

function readAssets(dir: string, file: string): FileAsset[] {
  const { files = {}, dockerImages = {} } = readJson<AssetManifest>(join(dir, file));
  const image = Object.keys(dockerImages)[0];
  if (image) throw new Error(`${file}: the local CloudFormation does not know Docker image assets (${image})`);
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      path: join(dir, source.path),
      packaging: source.packaging,
      bucketName,
      objectKey,
    })),
  );
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
