import { spawnSync } from 'node:child_process';
import { type Engine, engineEnvironment, lastWords, type runtimeChoices } from './engine.ts';

type Found = Engine | { readonly missing: string } | { readonly broken: string };

interface DockerVersion {
  readonly Client?: { readonly Version?: string };
  readonly Server?: { readonly Version?: string; readonly Components?: readonly { readonly Name: string }[] } | null;
}

/**
 * The engine that runs this world's containers; none: process mode. An engine counts when it answers, not when it is installed.
 * @param note hears of an engine that `auto` passed by because it is installed and does not work
 * @throws Error naming what is wrong with the one asked for, and what to do
 */
export function chooseEngine(
  wanted: (typeof runtimeChoices)[number],
  userEnvironment: Readonly<Record<string, string | undefined>>,
  note: (text: string) => void,
): Engine | undefined {
  if (wanted === 'process') return undefined;
  const env = engineEnvironment(userEnvironment);
  for (const name of wanted === 'auto' ? (['docker', 'podman'] as const) : [wanted]) {
    const found = name === 'docker' ? findDocker(env) : findPodman('podman', env);
    if ('name' in found) return found;
    if (wanted !== 'auto') {
      throw new Error(
        `Expected --runtime ${name} to find a ${name} that works. ${problem(name, found)} Or use --runtime process, which needs none.`,
      );
    }
    if ('broken' in found) note(`${problem(name, found)} Passed by.`);
  }
  return undefined;
}

function problem(name: string, found: { missing: string } | { broken: string }): string {
  return 'missing' in found
    ? `There is no program "${found.missing}" in PATH: install ${name}.`
    : `${name} is installed and does not work: ${found.broken.replace(/[^.?!]$/, '$&.')}`;
}

function findDocker(env: Record<string, string>): Found {
  const { text, error } = ask('docker', ['version', '--format', '{{json .}}'], env);
  if (error !== undefined) return error;
  const { Client, Server } = JSON.parse(text) as DockerVersion;
  // Debian's podman-docker: a `docker` that is podman.
  if (!Server) return findPodman('docker', env);
  const far = elsewhere(env);
  if (far) return { broken: far };
  // Docker's own client may well talk to podman's socket, which has no BuildKit.
  const isPodman = Server.Components?.some(({ Name }) => /podman/i.test(Name)) ?? false;
  const hasBuildKit = !isPodman && ask('docker', ['buildx', 'version'], env).error === undefined;
  const security = ask('docker', ['info', '--format', '{{json .SecurityOptions}}'], env);
  return {
    name: 'docker',
    command: 'docker',
    version: Server.Version ?? Client?.Version ?? 'of unknown version',
    builder: hasBuildKit ? 'buildkit' : 'legacy',
    rootFiles: process.getuid?.() !== 0 && !/rootless/.test(security.text),
    env,
  };
}

/** Why a daemon does not do: the local registry and the endpoint are on this machine's loopback, which a virtual machine cannot reach. */
function elsewhere(env: Record<string, string>): string | undefined {
  const { text: host } = ask('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], env);
  const { text: system } = ask('docker', ['info', '--format', '{{.OperatingSystem}}'], env);
  const where = env.DOCKER_HOST ?? host;
  if (process.platform === 'linux' && !/Docker Desktop/.test(system) && (where === '' || where.startsWith('unix:'))) return undefined;
  return (
    `its daemon (${system || where}) is a machine of its own, which cannot reach the local registry on this machine's loopback. ` +
    'It works with Docker Engine on Linux'
  );
}

function findPodman(command: 'podman' | 'docker', env: Record<string, string>): Found {
  const { text, error } = ask(command, ['info', '--format', '{{.Version.Version}} {{.Host.RemoteSocket.Exists}}'], env);
  if (error !== undefined) return error;
  if (process.platform !== 'linux')
    return { broken: "podman's machine cannot reach the local registry on this machine's loopback. It works on Linux" };
  return { name: 'podman', command, version: text.split(' ')[0] ?? '', builder: 'buildah', rootFiles: false, env };
}

function ask(
  command: string,
  words: string[],
  env: Record<string, string>,
): { text: string; error?: { missing: string } | { broken: string } } {
  // A daemon that hangs must not hang us.
  const { stdout, stderr, status, error } = spawnSync(command, words, { env, encoding: 'utf8', timeout: 20_000 });
  const text = (stdout ?? '').trim();
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return { text, error: { missing: command } };
  if (error || status !== 0)
    return { text, error: { broken: lastWords(stderr ?? '') || (error?.message ?? `${command} ended with ${status}`) } };
  return { text };
}
