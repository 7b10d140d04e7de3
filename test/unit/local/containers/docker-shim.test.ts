import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../local/clock.ts';
import { reapLeftovers } from '../../../../local/containers/leftovers.ts';
import { temporaryFolder, writeFiles } from './helpers.ts';
import { shim } from './shim-helpers.ts';

const dataDir = temporaryFolder();
const docker = shim('docker', dataDir, { FROM_THE_SHELL: 'inherited' });

const server = `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
console.log('model: ' + readFileSync(process.env.SAGEMAKER_BASE_DIR + '/model/m.txt', 'utf8'));
console.error('args: ' + process.argv.slice(2));
createServer((request, response) => response.end(process.env.ANSWER)).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '0.0.0.0', () => console.log('listening'));
process.on('SIGTERM', () => { console.log('bye'); process.exit(0); });`;

describe('the stand-in for docker', () => {
  const context = writeFiles(temporaryFolder(), {
    Dockerfile: 'FROM scratch\nARG A\nENV A=$A\nCOPY . /\nENTRYPOINT ["node"]\nCMD ["/hello.mjs"]',
    'hello.mjs': 'console.log("hello " + process.env.A, process.env.B, process.env.FROM_THE_SHELL); process.exitCode = 4',
    'server.mjs': server,
  });
  beforeAll(async () => {
    const built = await docker([
      'build',
      '--tag',
      'app:1',
      '-t',
      'app:2',
      '--build-arg',
      'A=1',
      '--secret',
      'id=TOKEN,env=TOKEN',
      '--platform=linux/amd64',
      '--provenance=false',
      '--output',
      'type=docker',
      context,
    ]);
    expect(built).toMatchObject({ status: 0, stdout: expect.stringContaining('Successfully tagged app:2') });
  });
  afterAll(() => reapLeftovers(dataDir, systemClock));

  it('runs in the foreground with the program’s exit status', async () => {
    const file = join(dataDir, 'env');
    writeFileSync(file, '# comment\nB=from a file\n');
    const { status, stdout } = await docker(['run', '--rm', '--gpus', 'all', '-e', 'FROM_THE_SHELL', '--env-file', file, 'app:1']);
    expect([status, stdout]).toEqual([4, 'hello 1 from a file inherited\n']);
    expect((await docker(['ps', '-a', '-q'])).stdout).toBe('');
  });

  it('runs in the background: port, logs, inspect, stop', async () => {
    const model = join(dataDir, 'the-model');
    mkdirSync(model);
    writeFileSync(join(model, 'm.txt'), 'weights');
    const args = [
      'run',
      '-d',
      '--name',
      'web',
      '-p',
      '127.0.0.1::8080',
      '-v',
      `${model}:/opt/ml/model:ro`,
      '-e',
      'ANSWER=pong',
      'app:1',
      '/server.mjs',
      '--flag-of-its-own',
    ];
    const { stdout: id, status } = await docker(args);
    expect([status, id.trim()]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const { stdout: address } = await docker(['port', 'web', '8080/tcp']);
    const body = await vi.waitFor(async () => (await fetch(`http://${address.trim()}/`)).text());
    expect(body).toBe('pong');
    expect(await docker(['logs', id.trim().slice(0, 12)])).toMatchObject({
      stdout: 'model: weights\nlistening\n',
      stderr: 'args: --flag-of-its-own\n',
    });
    expect((await docker(['inspect', '-f', '{{.State.Running}} {{.State.ExitCode}}', 'web'])).stdout).toBe('true 0\n');
    expect((await docker(['run', '--name', 'web', 'app:1'])).stderr).toContain('Conflict. The container name "/web" is already in use.');
    expect((await docker(['rm', 'web'])).stderr).toContain('container is running');
    expect(await docker(['stop', '-t', '10', 'web'])).toMatchObject({ status: 0, stdout: 'web\n' });
    expect((await docker(['inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', 'web'])).stdout).toBe('exited 0\n');
    expect((await docker(['logs', '--tail', '1', 'web'])).stdout).toBe('bye\n');
    expect((await docker(['rm', 'web'])).status).toBe(0);
    expect((await docker(['inspect', 'web'])).stderr).toBe('Error: No such object: web\n');
    await vi.waitFor(() => expect(readdirSync(join(dataDir, 'run/processes'))).toEqual([]));
  });

  it('shows how a container ended by itself, and why one cannot start', async () => {
    await docker(['run', '-d', '--name', 'short', 'app:2']);
    await vi.waitFor(async () => expect((await docker(['inspect', '-f', '{{json .State.ExitCode}}', 'short'])).stdout).toBe('4\n'), {
      timeout: 10_000,
    });
    expect(await docker(['run', '-d', '--entrypoint', 'no-such-program', 'app:1'])).toMatchObject({
      status: 127,
      stderr: expect.stringContaining('there is no program "no-such-program"'),
    });
  });

  it('tags and inspects images', async () => {
    await docker(['tag', 'app:1', 'other:3']);
    const tags = JSON.parse((await docker(['inspect', '-f', '{{json .RepoTags}}', 'other:3'])).stdout) as string[];
    expect(tags).toEqual(['app:1', 'app:2', 'other:3']);
    expect((await docker(['images', 'other'])).stdout).toMatch(/^other:3\t[0-9a-f]{12}\n$/);
  });

  it('keeps a login in the build’s own home', async () => {
    const registry = '000000000000.dkr.ecr.us-east-1.amazonaws.com';
    expect(await docker(['login', '--username', 'AWS', '--password-stdin', registry], { input: 'pass\n' })).toMatchObject({
      status: 0,
      stdout: 'Login Succeeded\n',
    });
    const file = join(dataDir, 'home/.docker/config.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).auths[registry].auth).toBe(Buffer.from('AWS:pass').toString('base64'));
    expect((await docker(['login', '-u', 'AWS', '--password-stdin', registry])).stderr).toBe('Error: Password Required\n');
    await docker(['logout', registry]);
    expect(readFileSync(file, 'utf8')).not.toContain('auth":');
  });

  it.each([
    [['compose', 'up'], 'does not know "compose"'],
    [['run', '--tmpfs', '/x', 'app:1'], 'the flag --tmpfs is unknown to Trainyard'],
    [['build', '--ssh', 'default', '.'], 'the flag --ssh is unknown'],
    [['build', '--secret', 'id=x', '.'], 'reads id=NAME,env=VARIABLE only'],
    [['build', '.', 'extra'], 'docker build: expected one name, came 2: . extra'],
    [['run', '-v', '/etc:/etc', 'app:1'], 'it can only move /opt/ml and folders below it'],
    [['run', 'nobody/nothing:1'], 'cannot pull "nobody/nothing:1"'],
    [['push', 'docker.io/me/x:1'], 'cannot push "docker.io/me/x:1"'],
    [['inspect', '-f', '{{range .X}}{{end}}', 'app:1'], 'is beyond Trainyard'],
    [['stop', 'nobody'], 'No such container: nobody'],
  ])('refuses %j aloud', async (args, text) => {
    const { status, stderr } = await docker(args as string[], { cwd: context });
    expect(status).toBeGreaterThan(0);
    expect(stderr).toContain(text);
  });

  it('fails a build with the interpreter’s words', async () => {
    const folder = writeFiles(temporaryFolder(), { Dockerfile: 'FROM scratch\nRUN apt-get install x' });
    expect(await docker(['build', folder])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Dockerfile line 2: RUN apt-get install x'),
    });
  });
});
