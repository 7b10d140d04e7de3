import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../../local/containers/engine/engine.ts';
import { removeContainers } from '../../../../../local/containers/engine/leftovers.ts';
import { temporaryFolder } from '../../helpers/world.ts';
import { fakeProgram } from './fake-engine.ts';

const ecr = '000000000000.dkr.ecr.us-east-1.amazonaws.com';

/** The `docker` of a build's shell over an engine that is the script. */
function setUp(name: 'docker' | 'podman', script: string, builder: Engine['builder'] = 'buildkit') {
  const folder = temporaryFolder();
  for (const part of ['bin', 'user', 'build']) mkdirSync(join(folder, part));
  fakeProgram(join(folder, 'bin'), name, script);
  const user = { PATH: join(folder, 'bin'), HOME: join(folder, 'user') };
  const engine: Engine = { name, command: join(folder, 'bin', name), version: '1', builder, rootFiles: false, env: user };
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: join(folder, 'build'),
    COLOR: 'red',
    TRAINYARD_ENGINE: JSON.stringify(engine),
    TRAINYARD_REGISTRY: ecr,
    TRAINYARD_ENDPOINT: 'http://127.0.0.1:4747',
    TRAINYARD_DATA_DIR: folder,
    TRAINYARD_OWNER: 'build:one',
  };
  const docker = (args: string[], input = '') =>
    new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
      const child = execFile(process.execPath, [resolve('dist/bin/engine.mjs'), ...args], { env }, (error, stdout, stderr) =>
        done({ status: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  return { folder, engine, docker };
}

describe('the docker of a build with a real engine', () => {
  it('calls the engine with the user’s home and the build’s variables, and ends as it ends', async () => {
    const { docker, folder } = setUp('docker', 'echo "$@" "$HOME" "$COLOR" "$DOCKER_BUILDKIT" "$BUILDAH_FORMAT"; exit 3');
    expect(await docker(['push', `${ecr}/model:1`])).toMatchObject({
      status: 3,
      stdout: `push 127.0.0.1:4747/model:1 ${folder}/user red  docker\n`,
    });
  });

  it('says what it left out', async () => {
    const { docker } = setUp('podman', 'echo "$@"', 'buildah');
    const { stdout, stderr } = await docker(['build', '--provenance=false', '-t', `${ecr}/model:1`, '.']);
    expect([stdout, stderr]).toEqual([
      'build -t 127.0.0.1:4747/model:1 .\n',
      'Left out, since podman 1 does not know it: --provenance false\n',
    ]);
  });

  it('brings the images of ECR that a Dockerfile begins with under the names it says', async () => {
    const { docker, folder } = setUp('podman', 'echo "$@"', 'buildah');
    const text = `FROM ${ecr}/team/base:1 AS base\nRUN true\nFROM --platform=linux/amd64 public.ecr.aws/x:1\nFROM base\n`;
    writeFileSync(join(folder, 'Dockerfile'), text);
    const { stdout } = await docker(['build', '--build-arg', `BASE=${ecr}/other@sha256:${'1'.repeat(64)}`, '--build-arg', 'A=b', folder]);
    expect(stdout.trim().split('\n')).toEqual([
      'pull --tls-verify=false 127.0.0.1:4747/team/base:1',
      `tag 127.0.0.1:4747/team/base:1 ${ecr}/team/base:1`,
      `pull --tls-verify=false 127.0.0.1:4747/other@sha256:${'1'.repeat(64)}`,
      `tag 127.0.0.1:4747/other@sha256:${'1'.repeat(64)} ${ecr}/other`,
      `build --build-arg BASE=127.0.0.1:4747/other@sha256:${'1'.repeat(64)} --build-arg A=b ${folder}`,
    ]);
  });

  it('keeps a login to ECR in the build’s own home, beside the user’s logins, contexts and plugins', async () => {
    const { docker, folder } = setUp('docker', 'echo "$DOCKER_CONFIG"');
    mkdirSync(join(folder, 'user/.docker/contexts'), { recursive: true });
    const mine = { auths: { 'registry.example': { auth: 'x' } }, credsStore: 'desktop', currentContext: 'mine' };
    writeFileSync(join(folder, 'user/.docker/config.json'), JSON.stringify(mine));
    expect(await docker(['login', '-u', 'AWS', '--password-stdin', ecr], 'token\n')).toMatchObject({
      status: 0,
      stdout: 'Login Succeeded\n',
    });
    expect((await docker(['push', `${ecr}/model:1`])).stdout).toBe(`${folder}/build/.docker\n`);
    expect(JSON.parse(readFileSync(join(folder, 'build/.docker/config.json'), 'utf8'))).toEqual({
      ...mine,
      auths: { ...mine.auths, '127.0.0.1:4747': { auth: Buffer.from('AWS:token').toString('base64') } },
      credHelpers: { '127.0.0.1:4747': '' },
    });
    expect(lstatSync(join(folder, 'build/.docker/contexts')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'user/.docker/config.json'), 'utf8'))).toEqual(mine);
  });

  it('gives podman the login by its own variable, and other registries’ logins to the engine itself', async () => {
    const { docker, folder } = setUp(
      'podman',
      'echo "$@" "$REGISTRY_AUTH_FILE"; [ "$1" != login ] || { read -r line; echo "$line"; }',
      'buildah',
    );
    await docker(['login', '-u', 'AWS', '-p', 'token', ecr]);
    expect((await docker(['images'])).stdout).toBe(`images ${folder}/build/.docker/config.json\n`);
    const { stdout } = await docker(['login', '-u', 'jane', '--password-stdin', 'registry.example'], 'secret');
    expect(stdout).toBe(`login --username jane --password-stdin registry.example ${folder}/build/.docker/config.json\nsecret\n`);
  });

  it('tells the name that AWS gives an image when it is asked for one', async () => {
    const { docker } = setUp('docker', 'echo 127.0.0.1:4747/model@sha256:12');
    expect((await docker(['inspect', '--format', '{{index .RepoDigests 0}}', `${ecr}/model:1`])).stdout).toBe(`${ecr}/model@sha256:12\n`);
  });
});

describe('the containers of a world', () => {
  it('are found by their labels, killed and removed; of one owner only that one’s', () => {
    const { engine, folder } = setUp('podman', 'echo "$@" >> "$HOME/calls"; [ "$1" != ps ] || printf "a1\\nb2\\n"');
    expect(removeContainers({ dataDir: '/state', engine }, 'build:one')).toEqual(['a1', 'b2']);
    expect(readFileSync(join(folder, 'user/calls'), 'utf8').trim().split('\n')).toEqual([
      'ps --all --quiet --no-trunc --filter label=trainyard.world=/state --filter label=trainyard.owner=build:one',
      'kill --signal KILL a1 b2',
      'rm --force --volumes a1 b2',
    ]);
    expect(removeContainers({ dataDir: '/state' })).toEqual([]);
  });
});
