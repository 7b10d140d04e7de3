import type { Clock, Random } from '../clock.ts';
import type { World } from '../world.ts';
import type { Engine } from './engine/engine.ts';
import { engineRuntime } from './engine/runtime.ts';
import { processRuntime } from './process/runtime.ts';

/** What a container runtime needs of the world (a `World` is one), so that the `docker` of a build shell can have it too. */
export interface ContainerHost {
  /** `.trainyard/`, absolute: images, container folders and the records of running processes live in it. */
  readonly dataDir: string;
  /** Where the local registry answers below `/v2/`. */
  readonly endpointUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Runs the containers; none: process mode. */
  readonly engine?: Engine;
  /** The Authorization header for the registry. Default for a world: a token of its ECR. */
  registryAuthorization?(): Promise<string | undefined>;
}

export interface BuildRequest {
  /** Folder of the build context and the Dockerfile's path, both absolute. */
  readonly context: string;
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
  /** What `RUN --mount=type=secret,id=…` may ask for; no layer keeps them. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly noCache?: boolean;
  /** Progress and the output of RUN, line by line. */
  readonly onLine: (line: string) => void;
}

export interface RunRequest {
  /** `<repository>@sha256:…`, `<repository>:<tag>` or a local tag. */
  readonly image: string;
  /** SageMaker's words, or a whole command in place of CMD. */
  readonly command: 'train' | 'serve' | readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The host folder that is `/opt/ml` inside (`input/`, `model/`, `output/`). Made when absent. */
  readonly baseDir: string;
  /** Give it a free loopback port: a container's 8080, a process's `SAGEMAKER_BIND_TO_PORT`. */
  readonly port?: boolean;
  /** The most it may use; the kernel ends it with 137 beyond. Process mode has no limits. */
  readonly memoryBytes?: number;
  /** No network at all, where it needs no port. Process mode cannot cut it off. */
  readonly isolated?: boolean;
  /** Replaces the image's ENTRYPOINT. */
  readonly entrypoint?: readonly string[];
  /** Who must end it (an endpoint, a job, a build), for people and for `endOwned`. */
  readonly owner?: string;
  /** Called with every line of stdout and stderr, in the order they were read. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why we ended it: as it is, its server can never be reached, and starting it again would change nothing. */
  readonly fault?: string;
}

export interface RunningContainer {
  readonly pid: number;
  /** Set when the request asked for one. */
  readonly port?: number;
  /** Where the port is asked: an address of this machine's loopback. */
  readonly host: string;
  /** Resolves once the process ended and its last line was delivered. Never rejects. */
  readonly exited: Promise<Exit>;
  /** SIGTERM, then SIGKILL to everything it started after `graceSeconds`. Resolves when it is gone; harmless when it already is. */
  stop(graceSeconds: number): Promise<Exit>;
}

/** What Trainyard asks of docker, podman or the process mode. Texts of refusals and failures are in the errors thrown (`ContainerError`). */
export interface ContainerRuntime {
  readonly name: 'process' | 'docker' | 'podman';
  /** @returns the image's id @throws ContainerError naming instruction and line */
  build(request: BuildRequest): Promise<{ imageId: string }>;
  tag(image: string, name: string): Promise<void>;
  /** @returns the manifest's digest, `sha256:…` */
  push(name: string, onLine?: (line: string) => void): Promise<{ digest: string }>;
  /** Brings an image here by tag or digest; nothing happens when it already is. */
  pull(name: string, onLine?: (line: string) => void): Promise<{ imageId: string }>;
  /** Pulls where needed and starts. @throws ContainerError when the image or its command is not there */
  run(request: RunRequest): Promise<RunningContainer>;
}

/** The container runtime of this world: its engine's, or process mode. */
export function containerRuntime(given: ContainerHost | World): ContainerRuntime {
  const host = 'call' in given ? worldHost(given) : given;
  return host.engine ? engineRuntime(host, host.engine) : processRuntime(host);
}

function worldHost(world: World): ContainerHost {
  const { dataDir, clock, random, engine } = world;
  return {
    dataDir,
    clock,
    random,
    engine,
    // Read late: the world knows its port only once it listens.
    get endpointUrl() {
      return world.endpointUrl;
    },
    registryAuthorization: async () => {
      const { authorizationData } = await world.call<{ authorizationData: { authorizationToken: string }[] }>(
        'ecr',
        'GetAuthorizationToken',
        {},
      );
      return `Basic ${authorizationData[0]?.authorizationToken}`;
    },
  };
}
