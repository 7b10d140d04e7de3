import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { engineCall, localName, plain } from '../engine/arguments.ts';
import { ecrBases } from '../engine/base-images.ts';
import type { Engine } from '../engine/engine.ts';
import { loginEnvironment, writeLogin } from '../engine/login.ts';
import { buildEnvironment } from '../engine/runtime.ts';
import { ecrName } from '../registry-client.ts';
import { readLogin } from './docker/login.ts';
import { ShimFault } from './fault.ts';
import { runShim } from './run-shim.ts';

/**
 * The `docker` of a build's shell where docker or podman run the containers: ECR's names become the local registry's, logins to it are
 * kept in the build's own home, and everything else is the real program's.
 */
await runShim(async (args) => {
  // How the wrapper script hands over what it knows.
  const {
    TRAINYARD_ENGINE: text,
    TRAINYARD_REGISTRY: name = '',
    TRAINYARD_DATA_DIR: world = '',
    TRAINYARD_OWNER: owner = '',
  } = process.env;
  if (!text) throw new ShimFault("this is Trainyard's stand-in for docker: it only works inside of a local build");
  const engine = JSON.parse(text) as Engine;
  const registry = new URL(process.env.TRAINYARD_ENDPOINT ?? '').host;
  const logins = join(process.env.HOME ?? '/', '.docker');
  const env = { ...buildEnvironment(engine), ...process.env, ...engine.env, ...loginEnvironment(logins, engine) };
  if (engine.builder === 'legacy') env.DOCKER_BUILDKIT = '0';

  const [verb] = args;
  if (verb === 'login') {
    const login = await readLogin(args.slice(1));
    if (ecrName(`${login.registry}/x`)) {
      writeLogin(logins, engine, registry, login.auth);
      process.stdout.write('Login Succeeded\n');
      return 0;
    }
    return run(['login', '--username', login.user, '--password-stdin', login.registry], login.password);
  }
  const { words, notes } = engineCall(args, engine, registry, { world, owner });
  for (const note of notes) process.stderr.write(`${note}\n`);
  if (/^((image|buildx|builder) )?build$/.test(args.slice(0, args[0] === 'build' ? 1 : 2).join(' '))) {
    for (const base of ecrBases(args)) {
      const local = localName(base, registry);
      const status = run(['pull', ...plain(engine), local]) || run(['tag', local, base.replace(/@.*/, '')]);
      if (status !== 0) return status;
    }
  }
  return run(words);

  function run(words: readonly string[], input?: string): number {
    // What is asked for an image's name must hear the name that AWS gives it; everything else is passed through as it comes.
    const isAsking = /^(inspect|images?)$/.test(words[0] ?? '') && words[1] !== 'build';
    const { status, signal, stdout, error } = spawnSync(engine.command, [...words], {
      env,
      input,
      stdio: [input === undefined ? 'inherit' : 'pipe', isAsking ? 'pipe' : 'inherit', 'inherit'],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error) throw new ShimFault(`${engine.command} cannot be started: ${error.message}`, 125);
    if (isAsking) process.stdout.write(String(stdout).replaceAll(`${registry}/`, `${name}/`));
    return status ?? (signal === 'SIGKILL' ? 137 : 143);
  }
});
