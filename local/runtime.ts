import { resolve } from 'node:path';
import type { StackResult } from './cloudformation/index.ts';
import { engineTitle, type runtimeChoices } from './containers/engine/engine.ts';
import { removeContainers } from './containers/engine/leftovers.ts';
import { engineOfFolder } from './containers/engine/world-engine.ts';
import { killLeftovers } from './containers/leftovers.ts';
import type { PermissionUse } from './iam/authorizer.ts';
import { createWorld, type WorldOptions } from './server/create-world.ts';
import { deployOne } from './server/deploy-door.ts';
import { rootKeys } from './server/keys.ts';
import { listen } from './server/listen.ts';
import { makeOwnerKey } from './server/owner-key.ts';
import { findWorld, removeWorldFile, writeWorldFile } from './server/world-file.ts';
import type { Mail, World } from './world.ts';

export type { StackResult } from './cloudformation/index.ts';
export { chooseEngine } from './containers/engine/choose.ts';
export { runtimeChoices } from './containers/engine/engine.ts';
export type { PermissionUse } from './iam/authorizer.ts';
export { deployInto } from './server/deploy-door.ts';
export { findWorld } from './server/world-file.ts';
export type { Mail, World } from './world.ts';

export interface RuntimeOptions extends Omit<WorldOptions, 'engine' | 'ownerSecret'> {
  /** Default 0: any free port. */
  readonly port?: number;
  /** What runs containers. Default: what the folder was begun with, for a new one `process`. */
  readonly runtime?: (typeof runtimeChoices)[number];
  /** Hears of what `auto` passed by. */
  readonly onNote?: (text: string) => void;
}

/** A running local world, as the command line and the tests hold it. */
export interface Runtime {
  readonly endpointUrl: string;
  readonly port: number;
  readonly world: World;
  /** What runs containers, for people: `process`, `podman 4.3.1`. */
  readonly containers: string;
  /** The account's root, for clients of the command line. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Deploys a cloud assembly (a `cdk.out` folder). @throws Error naming stack and resource */
  deploy(assemblyDir: string): Promise<{ stacks: StackResult[] }>;
  /** Calls `listener` for every mail from now on. */
  onMail(listener: (mail: Mail) => void): void;
  /** Every permission that a role used, or missed, since the start. */
  permissionsUsed(): PermissionUse[];
  /** Kills every process of this world at once, without waiting: for the exit of the process that holds it. */
  kill(): void;
  /** Ends every process, timer and connection of this world. Harmless when called again. */
  stop(): Promise<void>;
}

/**
 * Starts the local world: state in `dataDir`, all services on one port of the loopback.
 * @throws Error when the port is taken, another world already runs on this folder, or the container runtime does not work
 */
export async function startWorld(options: RuntimeOptions): Promise<Runtime> {
  const dataDir = resolve(options.dataDir);
  const other = await findWorld(dataDir);
  if (other) throw alreadyRuns(dataDir, other.endpointUrl, other.pid);
  // biome-ignore lint/style/noProcessEnv: docker and podman are told by the user's variables where their daemon and storage are.
  const engine = engineOfFolder(dataDir, options.runtime, process.env, options.onNote ?? (() => {}));

  const live = createWorld({ ...options, dataDir, engine, ownerSecret: makeOwnerKey(dataDir) });
  const listener = await listen(live, options.port ?? 0);
  const endpointUrl = `http://127.0.0.1:${listener.port}`;
  live.listensAt(endpointUrl);
  const undo = async () => {
    await live.stop();
    await listener.close();
    removeWorldFile(dataDir);
  };
  try {
    writeWorldFile(dataDir, listener.port);
    await live.start();
  } catch (error) {
    await undo();
    throw error;
  }

  let stopping: Promise<void> | undefined;
  return {
    endpointUrl,
    port: listener.port,
    world: live.world,
    containers: engineTitle(engine),
    credentials: { accessKeyId: rootKeys[0], secretAccessKey: rootKeys[0] },
    deploy: (assemblyDir) => deployOne(live, assemblyDir),
    onMail: live.onMail,
    permissionsUsed: live.permissionsUsed,
    kill: () => {
      killLeftovers(dataDir);
      removeContainers(live.world);
    },
    stop: () => (stopping ??= undo()),
  };
}

function alreadyRuns(dataDir: string, url: string, pid: number): Error {
  return new Error(
    `Expected no other local world on ${dataDir}, but one runs at ${url} (process ${pid}): use it (\`trainyard run\`, \`status\`, \`logs\`, \`invoke\`), or stop it with Ctrl+C where it runs`,
  );
}
