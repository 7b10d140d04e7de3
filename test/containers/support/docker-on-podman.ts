import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../../e2e/support/served-world.ts';

/** Whether this machine has Docker's own client; Debian's podman-docker is a `docker` that is podman. */
export const hasDocker = /^Docker version/.test(spawnSync('docker', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/**
 * Lets Docker's client talk to podman's socket, as this process's environment says from now on. Docker takes a registry on the loopback
 * without TLS; podman's service has to be told its port.
 * @returns a function that ends the service
 */
export async function dockerOnPodman(folder: string, port: number): Promise<() => void> {
  const socket = join(folder, 'podman.sock');
  const registries = join(folder, 'registries.conf');
  writeFileSync(registries, `[[registry]]\nlocation = "127.0.0.1:${port}"\ninsecure = true\n`);
  const service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
    env: { ...process.env, CONTAINERS_REGISTRIES_CONF: registries },
    cwd: folder,
    stdio: 'ignore',
  });
  await until(async () => existsSync(socket) || undefined);
  process.env.DOCKER_HOST = `unix://${socket}`;
  return () => void service.kill();
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
