import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { readBody } from '../http.ts';
import { configType, digestOf, ecrName, layerType, type Manifest, manifestType, RegistryClient } from '../registry-client.ts';
import type { ContainerHost, ContainerRuntime } from '../runtime.ts';
import { type ImageConfig, ImageStore, type StoredImage } from './image-store.ts';
import { runImage } from './run-image.ts';

/** Containers without containers: an image is a folder, a container is a process of this machine. Nothing is isolated. */
export function processRuntime(host: ContainerHost): ContainerRuntime {
  const store = new ImageStore(host.dataDir, host.random);
  const registry = async () => new RegistryClient(host.endpointUrl, await host.registryAuthorization?.());
  const here = (name: string) => {
    const image = store.find(name);
    if (!image) throw new ContainerError(`there is no image "${name}" on this machine: build or pull it first`);
    return image;
  };
  const pull = async (name: string, onLine: (line: string) => void = () => {}): Promise<StoredImage> => {
    const known = store.find(name);
    const ecr = ecrName(name);
    // A digest names its content. A tag may have moved on in the registry, though not in one with immutable tags.
    if (known && (!ecr || name.includes('@'))) return known;
    if (!ecr)
      throw new ContainerError(
        `cannot pull "${name}": process mode has the images of this world's own registry only (<account>.dkr.ecr.<region>.amazonaws.com/…)`,
      );
    const client = await registry();
    return pullImage(name, ecr.repository, client, await client.manifest(ecr), store, onLine);
  };
  return {
    name: 'process',
    build: async (request) => {
      // The Dockerfile parser and tar are read when they are needed: `docker ps` in a build shell starts in half the time.
      const { buildImage } = await import('./build.ts');
      const find = async (name: string) => store.find(name) ?? (ecrName(name) ? pull(name, request.onLine) : undefined);
      return { imageId: (await buildImage(request, { store, find, dataDir: host.dataDir })).id };
    },
    tag: async (image, name) => store.name(name, here(image).id),
    push: async (name, onLine = () => {}) => {
      const ecr = ecrName(name);
      if (!ecr)
        throw new ContainerError(
          `cannot push "${name}": expected a repository of the local registry, <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`,
        );
      const image = here(name);
      const digest = await pushImage(image, ecr, await registry(), host, onLine);
      // The same image by digest is here already: running it needs no pull.
      store.name(`${name.replace(/:[^/:]+$/, '')}@${digest}`, image.id);
      return { digest };
    },
    pull: async (name, onLine) => ({ imageId: (await pull(name, onLine)).id }),
    run: async (request) => runImage(await pull(request.image), request, host),
  };
}

async function pushImage(
  image: StoredImage,
  name: { repository: string; reference: string },
  registry: RegistryClient,
  host: ContainerHost,
  onLine: (line: string) => void,
): Promise<string> {
  onLine(`The push refers to repository [${name.repository}]`);
  const folder = temporaryFolder(host.dataDir);
  try {
    const file = join(folder, 'layer.tar.gz');
    const { packLayer } = await import('./layer.ts');
    const layer = await packLayer(image.root, file);
    const config = Buffer.from(
      JSON.stringify({
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
        os: 'linux',
        // A fixed time: the same folder and configuration always give the same digest.
        created: '1970-01-01T00:00:00Z',
        config: image.config,
        rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      }),
    );
    const manifest: Manifest = {
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: configType, size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: layerType, size: layer.size, digest: layer.digest }],
    };
    await registry.putBlob(name.repository, layer.digest, { file });
    onLine(`${layer.digest.slice(7, 19)}: Pushed`);
    await registry.putBlob(name.repository, manifest.config.digest, config);
    const digest = await registry.putManifest(name, manifest);
    onLine(`${name.reference}: digest: ${digest} size: ${JSON.stringify(manifest, undefined, 2).length}`);
    return digest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pullImage(
  name: string,
  repository: string,
  registry: RegistryClient,
  { manifest, digest }: { manifest: Manifest; digest: string },
  store: ImageStore,
  onLine: (line: string) => void,
): Promise<StoredImage> {
  const id = manifest.config.digest.slice('sha256:'.length);
  let image = store.get(id);
  if (!image) {
    onLine(`Pulling ${name}`);
    const config = await readConfig(registry, repository, manifest);
    const { unpackLayer } = await import('./layer.ts');
    image = await store.make(id, config, undefined, async (root) => {
      for (const layer of manifest.layers) await unpackLayer(await registry.blob(repository, layer.digest), layer.digest, root);
    });
  }
  store.name(name, id);
  store.name(`${name.replace(/(@.*|:[^/:]+)$/, '')}@${digest}`, id);
  onLine(`Digest: ${digest}`);
  return image;
}

async function readConfig(registry: RegistryClient, repository: string, manifest: Manifest): Promise<ImageConfig> {
  const body = await readBody(await registry.blob(repository, manifest.config.digest));
  if (digestOf(body) !== manifest.config.digest)
    throw new ContainerError(`the configuration of ${repository} is damaged: push the image again`);
  const { config } = JSON.parse(body.toString('utf8')) as { config: ImageConfig };
  if (config.Labels?.['trainyard.runtime'] !== 'process') {
    throw new ContainerError(
      `the image ${repository} was not built in process mode: its programs are inside of it, and nothing here can run them`,
    );
  }
  return config;
}

function temporaryFolder(dataDir: string): string {
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  return mkdtempSync(join(dataDir, 'run', 'push-'));
}
