import { ContainerError } from '../../errors.ts';
import { ProcessRecords } from '../../leftovers.ts';
import { containerRuntime, type RunningContainer } from '../../runtime.ts';
import { type ContainerRequest, ContainerStore } from './container-store.ts';
import type { ShimHost } from './host.ts';

/** Starts a container and keeps its record true: what it printed, that it runs, how it ended. */
export async function startContainer(
  request: ContainerRequest,
  store: ContainerStore,
  host: ShimHost,
  onLine: (line: string, stream: 'stdout' | 'stderr') => void,
): Promise<RunningContainer> {
  const { id, image, command, entrypoint, env, baseDir, ports } = request;
  const container = await containerRuntime(host).run({
    image,
    command,
    entrypoint,
    env,
    baseDir,
    port: ports.length > 0,
    owner: host.owner,
    onLine,
  });
  store.setState(id, { status: 'running', pid: container.pid, port: container.port, host: container.host });
  const exited = container.exited.then((exit) => {
    const exitCode = exit.code ?? (exit.signal === 'SIGKILL' ? 137 : 143);
    // `docker rm -f` may have taken the folder away.
    if (store.all().some((other) => other.id === id)) store.setState(id, { status: 'exited', exitCode });
    return exit;
  });
  return { ...container, exited };
}

/** The life of the process that `docker run -d` leaves behind: it ends with its container, and its container with it. */
export async function supervise(id: string, host: ShimHost): Promise<number> {
  const store = new ContainerStore(host.containers);
  const forget = new ProcessRecords(host.dataDir).add(process.pid, host.owner, ['docker run -d', store.find(id).image]);
  try {
    const container = await startContainer(store.find(id), store, host, (line, stream) => store.appendLog(id, stream, line));
    process.on('SIGTERM', () => void container.stop(10));
    await container.exited;
    return 0;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    store.setState(id, { status: 'exited', exitCode: 127, error: error.message });
    return 1;
  } finally {
    forget();
  }
}
