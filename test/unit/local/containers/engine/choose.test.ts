import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseEngine } from '../../../../../local/containers/engine/choose.ts';
import { engineOfFolder } from '../../../../../local/containers/engine/world-engine.ts';
import { temporaryFolder } from '../../helpers/world.ts';
import { fakeProgram, workingDocker } from './fake-engine.ts';

const podmanInfo = 'echo "4.3.1 false"';
const noDaemon = 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1';

function choose(wanted: Parameters<typeof chooseEngine>[0], programs: Record<string, string>, env: Record<string, string> = {}) {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(programs)) fakeProgram(folder, name, script);
  const notes: string[] = [];
  const engine = chooseEngine(wanted, { PATH: folder, HOME: '/home/jane', AWS_PROFILE: 'prod', ...env }, (text) => notes.push(text));
  return { engine, notes };
}

describe.runIf(process.platform === 'linux')('the runtime', () => {
  it('is process where that is asked for, whatever is installed', () => {
    expect(choose('process', { docker: workingDocker() })).toEqual({ engine: undefined, notes: [] });
  });

  it('is the docker that answers, with its builder, and with the user’s settings for it alone', () => {
    const { engine } = choose('auto', { docker: workingDocker(), podman: podmanInfo }, { DOCKER_CONTEXT: 'mine', GITHUB_TOKEN: 'secret' });
    expect(engine).toMatchObject({ name: 'docker', version: '28.3.0', builder: 'buildkit' });
    expect(Object.keys(engine?.env ?? {}).sort()).toEqual(['DOCKER_CONTEXT', 'HOME', 'PATH']);
  });

  it('knows a docker without BuildKit, one that talks to podman, and one that is podman', () => {
    expect(choose('docker', { docker: workingDocker('exit 1') }).engine?.builder).toBe('legacy');
    const socket = workingDocker().replace('"Engine"', '"Podman Engine"');
    expect(choose('docker', { docker: socket }).engine).toMatchObject({ name: 'docker', builder: 'legacy' });
    const emulation = `case "$1" in version) echo '{"Client":{"Version":"4.3.1"}}' ;; *) ${podmanInfo} ;; esac`;
    expect(choose('docker', { docker: emulation }).engine).toMatchObject({ name: 'podman', command: 'docker', version: '4.3.1' });
  });

  it('passes by an installed docker that does not work, saying why', () => {
    const { engine, notes } = choose('auto', { docker: noDaemon, podman: podmanInfo });
    expect(engine?.name).toBe('podman');
    expect(notes).toEqual([
      'docker is installed and does not work: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? Passed by.',
    ]);
  });

  it('is process for auto where nothing is installed, without a word', () => {
    expect(choose('auto', {})).toEqual({ engine: undefined, notes: [] });
  });

  it('names what is wrong with the one that was asked for, and what to do', () => {
    expect(() => choose('podman', {})).toThrow(
      'Expected --runtime podman to find a podman that works. There is no program "podman" in PATH: install podman. Or use --runtime process, which needs none.',
    );
    expect(() => choose('docker', { docker: noDaemon, podman: podmanInfo })).toThrow(
      'docker is installed and does not work: Cannot connect to the Docker daemon',
    );
  });

  it('refuses a daemon that is a machine of its own, which cannot reach the local registry', () => {
    const desktop = workingDocker().replace('Debian GNU/Linux 12', 'Docker Desktop');
    expect(() => choose('docker', { docker: desktop })).toThrow('its daemon (Docker Desktop) is a machine of its own');
    expect(() => choose('docker', { docker: workingDocker() }, { DOCKER_HOST: 'ssh://build-machine' })).toThrow('a machine of its own');
  });
});

describe('a state folder', () => {
  it('is begun with process, and keeps the runtime it was begun with', () => {
    const folder = temporaryFolder();
    fakeProgram(folder, 'podman', podmanInfo);
    const open = (name: string, wanted?: Parameters<typeof engineOfFolder>[1]) =>
      engineOfFolder(join(folder, name), wanted, { PATH: folder }, () => {});
    expect(open('new')).toBeUndefined();
    if (process.platform !== 'linux') return;
    expect(open('with-podman', 'podman')?.name).toBe('podman');
    for (const wanted of [undefined, 'auto', 'podman'] as const) expect(open('with-podman', wanted)?.name).toBe('podman');
    expect(() => open('with-podman', 'process')).toThrow(/Expected --runtime podman for .*with-podman.*; got process: take another folder/);
  });

  it('of an older version is process’s', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state/x'), '');
    expect(() => engineOfFolder(folder, 'docker', {}, () => {})).toThrow('Expected --runtime process');
  });
});
