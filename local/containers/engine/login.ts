import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.ts';

type Config = Record<string, unknown> & { auths?: Record<string, object>; credHelpers?: Record<string, string> };

/**
 * Keeps a login to the local registry in a folder of its own: the user's logins stay valid beside it, and the user's file is not touched.
 * @param authorization `user:password` in base64, as Docker's files have it
 */
export function writeLogin(folder: string, engine: Engine, registry: string, authorization: string): void {
  mkdirSync(folder, { recursive: true });
  const source = userConfig(engine);
  const file = join(folder, 'config.json');
  const before = (existsSync(file) ? read(file) : source && read(source)) || {};
  const config: Config = { ...before, auths: { ...before.auths, [registry]: { auth: authorization } } };
  // Docker asks its credential store for every registry, but for one with a helper of its own; none is the file itself.
  if (engine.name === 'docker') config.credHelpers = { ...before.credHelpers, [registry]: '' };
  writeFileSync(`${file}.tmp`, JSON.stringify(config), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  if (engine.name !== 'docker' || !source) return;
  // Contexts and plugins are looked for beside the file.
  for (const name of readdirSync(dirname(source))) {
    if (name !== 'config.json' && !existsSync(join(folder, name))) symlinkSync(join(dirname(source), name), join(folder, name));
  }
}

/** The variable that makes the engine read the logins of that folder; none while there are none. */
export function loginEnvironment(folder: string, engine: Engine): Record<string, string> {
  const file = join(folder, 'config.json');
  if (!existsSync(file)) return {};
  return engine.name === 'docker' ? { DOCKER_CONFIG: folder } : { REGISTRY_AUTH_FILE: file };
}

function userConfig({ name, env }: Engine): string | undefined {
  const docker = join(env.DOCKER_CONFIG ?? join(env.HOME ?? '/', '.docker'), 'config.json');
  const podman = [
    env.REGISTRY_AUTH_FILE,
    env.XDG_RUNTIME_DIR && join(env.XDG_RUNTIME_DIR, 'containers/auth.json'),
    env.HOME && join(env.HOME, '.config/containers/auth.json'),
  ];
  return [...(name === 'podman' ? podman : []), docker].find((file) => file && existsSync(file));
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Config;
