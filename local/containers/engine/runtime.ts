import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ContainerError } from '../errors.ts';
import { ecrName, RegistryClient } from '../registry-client.ts';
import type { BuildRequest, ContainerHost, ContainerRuntime, RunRequest } from '../runtime.ts';
import { engineCall, localName, type Mark, markWords, plain, sharing } from './arguments.ts';
import { startContainer } from './container.ts';
import { callEngine, type Engine } from './engine.ts';
import { loginEnvironment, writeLogin } from './login.ts';

/** Containers of docker or podman, driven by their command line, which they share. Images go through the local registry as on AWS. */
export function engineRuntime(host: ContainerHost, engine: Engine): ContainerRuntime {
  const registry = new URL(host.endpointUrl).host;
  const logins = join(host.dataDir, 'run', 'engine-login');
  const mark = (owner: string) => ({ world: host.dataDir, owner });
  const local = (name: string) => localName(name, registry);

  const withLogin = async (): Promise<Record<string, string>> => {
    const authorization = await host.registryAuthorization?.();
    if (authorization) writeLogin(logins, engine, registry, authorization.replace(/^Basic /, ''));
    return { ...buildEnvironment(engine), ...loginEnvironment(logins, engine) };
  };
  const lines = (text: string, onLine?: (line: string) => void) => text.split('\n').forEach((line) => void onLine?.(line));
  const idOf = async (name: string) =>
    (await callEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', local(name)])).replace(/^sha256:/, '');
  const pull = async (name: string, onLine?: (line: string) => void): Promise<string> => {
    // A digest names its content; a tag may have moved on.
    const known = name.includes('@') ? await idOf(name).catch(() => undefined) : undefined;
    if (known) return known;
    lines(await callEngine(engine, ['pull', ...plain(engine), local(name)], await withLogin()), onLine);
    return idOf(name);
  };

  return {
    name: engine.name,
    build: async (request) => {
      const { words, notes } = engineCall(buildWords(request), engine, registry, mark('world'));
      notes.forEach(request.onLine);
      lines(await callEngine(engine, words, { ...(await withLogin()), ...request.secrets }), request.onLine);
      return { imageId: await idOf(request.tags[0] ?? '') };
    },
    tag: async (image, name) => void (await callEngine(engine, ['tag', local(image), local(name)])),
    push: async (name, onLine) => {
      lines(await callEngine(engine, ['push', ...plain(engine), local(name)], await withLogin()), onLine);
      const ecr = ecrName(name);
      if (!ecr) throw new ContainerError(`cannot push "${name}": expected <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`);
      const { digest } = await new RegistryClient(host.endpointUrl, await host.registryAuthorization?.()).manifest(ecr);
      return { digest };
    },
    pull: async (name, onLine) => ({ imageId: await pull(name, onLine) }),
    run: async (request) => {
      await pull(request.image);
      return startContainer(host, engine, createWords(request, local(request.image), mark(request.owner ?? 'world')), request);
    },
  };
}

/** What makes any builder write Docker's manifest, unless a build asks for another: SageMaker refuses OCI's. */
export function buildEnvironment(engine: Engine): Record<string, string> {
  return { BUILDAH_FORMAT: 'docker', ...(engine.builder === 'legacy' ? { DOCKER_BUILDKIT: '0' } : {}) };
}

function buildWords(request: BuildRequest): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    ...['build', '--file', request.dockerfile],
    ...request.tags.flatMap((tag) => ['--tag', tag]),
    ...pairs('--build-arg', request.arguments),
    ...pairs('--label', request.labels),
    ...Object.keys(request.secrets ?? {}).flatMap((name) => ['--secret', `id=${name},env=${name}`]),
    ...(request.target ? ['--target', request.target] : []),
    ...(request.noCache ? ['--no-cache'] : []),
    request.context,
  ];
}

function createWords(request: RunRequest, image: string, mark: Mark): string[] {
  const { command, env, baseDir, port, entrypoint, memoryBytes, isolated } = request;
  const [program, ...more] = entrypoint ?? [];
  // Whoever must be asked needs a port; whoever asks must reach the endpoint, which listens on this machine's loopback only.
  const network = port ? ['--publish', '127.0.0.1::8080'] : ['--network', isolated ? 'none' : 'host'];
  return [
    ...['create', ...markWords(mark), ...sharing, ...network],
    ...mounts(baseDir),
    // SageMaker's name for the first instance: its training toolkit waits until that resolves.
    ...(command === 'train' ? ['--add-host', 'algo-1:127.0.0.1'] : []),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    // No swap beyond it: an instance has none.
    ...(memoryBytes === undefined ? [] : ['--memory', `${memoryBytes}b`, '--memory-swap', `${memoryBytes}b`]),
    ...(program === undefined ? [] : ['--entrypoint', program]),
    ...[image, ...more, ...(typeof command === 'string' ? [command] : command)],
  ];
}

/** The folders that SageMaker has for a container, each below `/opt/ml`: what the image brings there, such as script mode's code, stays. */
function mounts(baseDir: string): string[] {
  const folders = existsSync(baseDir) ? readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  return folders.flatMap(({ name }) => ['--volume', `${resolve(baseDir, name)}:/opt/ml/${name}`]);
}
