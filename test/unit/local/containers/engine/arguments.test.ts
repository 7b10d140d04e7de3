import { describe, expect, it } from 'vitest';
import { engineCall } from '../../../../../local/containers/engine/arguments.ts';
import type { Engine } from '../../../../../local/containers/engine/engine.ts';

const engine = (more: Partial<Engine> = {}): Engine => ({
  ...{ name: 'docker', command: 'docker', version: '28.2.2', builder: 'buildkit', rootFiles: false, env: {} },
  ...more,
});
const podman = engine({ name: 'podman', version: '4.3.1', builder: 'buildah' });
const legacy = engine({ builder: 'legacy' });
const ecr = '000000000000.dkr.ecr.us-east-1.amazonaws.com';
const call = (line: string, which = engine()) =>
  engineCall(line.split(' '), which, '127.0.0.1:4747', { world: '/state', owner: 'build:one' });
const words = (line: string, which?: Engine) => call(line, which).words.join(' ');

describe('a docker command of a buildspec', () => {
  it('means the local registry where it names ECR', () => {
    expect(words(`tag model:1 ${ecr}/team/model:1`)).toBe('tag model:1 127.0.0.1:4747/team/model:1');
    expect(words(`push ${ecr}/model@sha256:12`)).toBe('push 127.0.0.1:4747/model@sha256:12');
    expect(words(`build --cache-from type=registry,ref=${ecr}/model:cache .`)).toBe(
      'build --cache-from type=registry,ref=127.0.0.1:4747/model:cache .',
    );
    expect(words('pull 000000000000.dkr.ecr.cn-north-1.amazonaws.com.cn/model:1')).toBe('pull 127.0.0.1:4747/model:1');
  });

  it('is left alone where it names another registry, or only something like ECR', () => {
    for (const line of [
      'pull public.ecr.aws/docker/library/node:22-slim',
      'pull registry.example/000000000000.dkr.ecr.us-east-1.amazonaws.com.example/x',
      'images --quiet',
    ]) {
      expect(call(line)).toEqual({ words: line.split(' '), notes: [] });
    }
  });

  it('tells podman that the registry on the loopback has no TLS, and only of that one', () => {
    expect(words(`push ${ecr}/model:1`, podman)).toBe('push --tls-verify=false 127.0.0.1:4747/model:1');
    expect(words(`image pull ${ecr}/model:1`, podman)).toBe('image pull --tls-verify=false 127.0.0.1:4747/model:1');
    expect(words('pull public.ecr.aws/x:1', podman)).toBe('pull public.ecr.aws/x:1');
  });

  it('gives containers the GPUs that the machine has, and says so where it has none', () => {
    const line = 'run --detach --gpus all model:1 serve';
    const asked = (isGpu: boolean) =>
      engineCall(line.split(' '), engine(), '127.0.0.1:4747', { world: '/state', owner: 'build:one' }, isGpu);
    expect(asked(true)).toMatchObject({ words: expect.arrayContaining(['--gpus', 'all']), notes: [] });
    const { words, notes } = asked(false);
    expect(words.slice(-3)).toEqual(['--detach', 'model:1', 'serve']);
    expect(notes).toEqual([expect.stringContaining('This machine has no NVIDIA GPU')]);
  });

  it('marks the containers it starts, so that they end with the build and the world', () => {
    const marks = '--label trainyard.world=/state --label trainyard.owner=build:one --security-opt label=disable';
    expect(words('run --rm model:1 serve')).toBe(`run ${marks} --rm model:1 serve`);
    expect(words(`container create ${ecr}/model:1`, podman)).toBe(`container create ${marks} --tls-verify=false 127.0.0.1:4747/model:1`);
  });
});

describe('docker build', () => {
  const line =
    'build --file a/Dockerfile --platform linux/amd64 --tag x:1 --provenance=false --output type=docker,oci-mediatypes=false --cache-from x:latest --secret id=A,env=A ctx';

  it('is BuildKit’s as it stands', () => {
    expect(call(line)).toEqual({ words: line.split(' '), notes: [] });
  });

  it('loses what podman does not know, aloud', () => {
    expect(call(line, podman)).toEqual({
      words: 'build --file a/Dockerfile --platform linux/amd64 --tag x:1 --secret id=A,env=A ctx'.split(' '),
      notes: [
        'Left out, since podman 4.3.1 does not know it: --provenance false, --output type=docker,oci-mediatypes=false, --cache-from x:latest',
      ],
    });
  });

  it('keeps podman’s own --output, which writes files', () => {
    expect(words('build -o type=local,dest=out ctx', podman)).toBe('build -o type=local,dest=out ctx');
    expect(words('buildx build --load -t x:1 ctx', podman)).toBe('build -t x:1 ctx');
  });

  it('loses what Docker’s old builder does not know', () => {
    const { words: left, notes } = call(line, legacy);
    expect(left.join(' ')).toBe('build --file a/Dockerfile --tag x:1 --cache-from x:latest --secret id=A,env=A ctx');
    expect(notes[0]).toMatch(/docker's builder without BuildKit does not know it: --platform linux\/amd64, --provenance false/);
  });
});
