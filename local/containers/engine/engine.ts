import { execFile } from 'node:child_process';
import { ContainerError } from '../errors.ts';

/** A docker or podman that answers, as `chooseEngine` found it: plain data, so that the `docker` of a build shell can have it too. */
export interface Engine {
  readonly name: 'docker' | 'podman';
  /** The program: its name in PATH. */
  readonly command: string;
  readonly version: string;
  /** Who reads the flags of `docker build`: BuildKit, Docker's old builder (also what podman's socket offers), or podman's own. */
  readonly builder: 'buildkit' | 'legacy' | 'buildah';
  /** The files that a container writes belong to root, and this process is somebody else. */
  readonly rootFiles: boolean;
  /** The user's settings that the program works with: nothing else of the user's environment reaches it. */
  readonly env: Readonly<Record<string, string>>;
}

/** What `--runtime` may be: `auto` takes a docker that works, else a podman, else `process`. */
export const runtimeChoices = ['process', 'docker', 'podman', 'auto'] as const;

/** For people: `podman 4.3.1`. */
export const engineTitle = (engine: Engine | undefined): string => (engine ? `${engine.name} ${engine.version}` : 'process');

/** The variables by which docker and podman are told where their daemon, storage and settings are. DOCKER_BUILDKIT is a build's own. */
export function engineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const known =
    /^(HOME|PATH|USER|LANG|TMPDIR|XDG_\w+|CONTAINERS?_\w+|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS_VERIFY|DEFAULT_PLATFORM)|BUILDAH_\w+|STORAGE_\w+|REGISTRY_AUTH_FILE|DBUS_SESSION_BUS_ADDRESS|(HTTPS?|NO)_PROXY)$/i;
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && known.test(name) ? [[name, value]] : [])),
  );
}

/** Runs the program to its end. @returns its standard output @throws ContainerError with its own words */
export function callEngine(engine: Engine, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(engine.command, [...words], { env: { ...engine.env, ...env }, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout.trim());
      reject(new ContainerError(`${engine.name} ${words[0]}: ${lastWords(stderr) || error.message}`));
    });
  });
}

/** What a program said before it gave up: its last three lines. */
export const lastWords = (stderr: string): string => stderr.trim().split('\n').slice(-3).join('\n');
