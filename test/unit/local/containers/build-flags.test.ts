// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the Dockerfile's own variables.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImageStore } from '../../../../local/containers/process/image-store.ts';
import { builder, temporaryFolder, writeFiles } from './helpers.ts';

const { build, dataDir } = builder();
const text = (root: string, path: string) => readFileSync(join(root, path), 'utf8');
const warnings = (lines: string[]) => lines.filter((line) => line.startsWith('WARNING'));

describe('RUN with mounts', () => {
  it('gives every one of several secrets, as a variable and as a file, and leaves none behind', async () => {
    const { root, lines } = await build(
      {
        Dockerfile: `FROM scratch
RUN --mount=type=secret,id=USER,env=INDEX_USER --mount=type=secret,id=PASSWORD,env=INDEX_PASSWORD \\
    --mount=type=cache,target=/root/.npm \\
    node -e "require('node:fs').writeFileSync('env', process.env.INDEX_USER + ':' + process.env.INDEX_PASSWORD)"
RUN --mount=type=secret,id=USER --mount=type=secret,id=PASSWORD,target=/etc/pass,mode=0440 cp /run/secrets/USER /user && cp /etc/pass /pass
RUN --mount=type=secret,id=rc,target=/root/.toolrc node -e "require('node:fs').copyFileSync(process.env.HOME + '/.toolrc', 'rc')"
RUN --mount=type=secret,id=UNKNOWN,env=UNKNOWN node -e "require('node:fs').writeFileSync('none', String(process.env.UNKNOWN))"
`,
      },
      { secrets: { USER: 'alice', PASSWORD: 'hunter2', rc: 'token' } },
    );
    expect(text(root, 'env')).toBe('alice:hunter2');
    expect([text(root, 'user'), text(root, 'pass'), text(root, 'rc'), text(root, 'none')]).toEqual([
      'alice',
      'hunter2',
      'token',
      'undefined',
    ]);
    expect(existsSync(join(root, 'run/secrets/USER'))).toBe(false);
    expect(existsSync(join(root, 'root/.toolrc'))).toBe(false);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('keeps a cache between builds and out of the image', async () => {
    const own = builder();
    const Dockerfile = (n: number) => `FROM scratch
RUN --mount=type=cache,target=/cache/x echo ${n} >> /cache/x/seen && cp /cache/x/seen /seen
`;
    await own.build({ Dockerfile: Dockerfile(1) });
    const { root } = await own.build({ Dockerfile: Dockerfile(2) });
    expect(text(root, 'seen')).toBe('1\n2\n');
    expect(readdirSync(join(root, 'cache'))).toEqual([]);
  });

  it('binds files of the context and of a stage, for this RUN only, and runs again when they change', async () => {
    const own = builder();
    const Dockerfile = `FROM scratch AS made
RUN mkdir -p /out/deep && echo made > /out/deep/file
FROM scratch
WORKDIR /app
COPY covered /app/in/covered
RUN --mount=type=bind,source=lock.txt,target=lock.txt --mount=from=made,source=/out,target=/made,rw --mount=target=in \\
    --mount=type=tmpfs,target=/scratch cp lock.txt copy.txt && cp -r /made/deep /deep && cp in/lock.txt listed.txt && touch /scratch/x in/y
`;
    const first = await own.build({ Dockerfile, 'lock.txt': 'one', covered: 'c' });
    expect(text(first.root, 'app/copy.txt')).toBe('one');
    expect(text(first.root, 'app/listed.txt')).toBe('one');
    expect(text(first.root, 'deep/file')).toBe('made\n');
    expect(readdirSync(join(first.root, 'app')).sort()).toEqual(['copy.txt', 'in', 'listed.txt']);
    expect(readdirSync(join(first.root, 'app/in'))).toEqual(['covered']);
    expect([existsSync(join(first.root, 'made')), existsSync(join(first.root, 'scratch'))]).toEqual([false, false]);
    const second = await own.build({ Dockerfile, 'lock.txt': 'two', covered: 'c' });
    expect(text(second.root, 'app/copy.txt')).toBe('two');
  });

  it('says what it leaves out', async () => {
    const { lines } = await build({ Dockerfile: 'FROM scratch\nRUN --mount=type=cache,target=/c,uid=1000,sharing=locked true\n' });
    expect(warnings(lines)).toEqual([
      'WARNING: Dockerfile line 2: left out: uid of --mount=type=cache,target=/c,uid=1000,sharing=locked (process mode has no owners)',
    ]);
  });
});

describe('COPY and ADD with flags', () => {
  it('keeps parents, leaves out what is excluded, and says that owners do not count', async () => {
    const { root, lines } = await build({
      Dockerfile: `FROM scratch
COPY --parents src/./a/one.txt src/b /kept/
COPY --exclude=*.md --exclude=deep/ --chown=node src /some/
ARG MODE=750
COPY --chmod=$MODE --link src/a/one.txt /one
`,
      'src/a/one.txt': '1',
      'src/a/no.md': '',
      'src/b/two.txt': '2',
      'src/deep/x': '',
      'src/top.md': '',
    });
    expect(readdirSync(join(root, 'kept')).sort()).toEqual(['a', 'src']);
    expect(text(root, 'kept/src/b/two.txt')).toBe('2');
    expect(readdirSync(join(root, 'some')).sort()).toEqual(['a', 'b']);
    expect(statSync(join(root, 'one')).mode & 0o777).toBe(0o750);
    expect(warnings(lines)).toEqual(['WARNING: Dockerfile line 3: left out: --chown=node (process mode has no owners)']);
  });

  it('writes the files that stand in the Dockerfile', async () => {
    const { root } = await build({
      Dockerfile: `FROM scratch
ENV NAME=World
COPY <<EOF /hello.txt
Hello "$NAME" \\$NAME
EOF
COPY --chmod=755 <<-'ONE' <<TWO.txt x.txt /many/
\tas $NAME it is
ONE
two
TWO.txt
RUN <<EOF
set -e
cp /hello.txt /again.txt
EOF
`,
      'x.txt': 'x',
    });
    expect(text(root, 'hello.txt')).toBe('Hello "World" $NAME\n');
    expect(text(root, 'again.txt')).toBe('Hello "World" $NAME\n');
    expect([text(root, 'many/ONE'), text(root, 'many/TWO.txt'), text(root, 'many/x.txt')]).toEqual(['as $NAME it is\n', 'two\n', 'x']);
    expect(statSync(join(root, 'many/ONE')).mode & 0o777).toBe(0o755);
  });

  it('unpacks an archive by ADD, and only copies it by COPY or when told so', async () => {
    const folder = writeFiles(temporaryFolder(), { 'in/file.txt': 'packed' });
    const context = writeFiles(join(dataDir, 'archive'), { 'plain.zip': 'PK' });
    execFileSync('tar', ['-czf', join(context, 'a.tgz'), '-C', folder, 'in']);
    execFileSync('tar', ['-cf', join(context, 'named-otherwise.bin'), '-C', folder, 'in']);
    const Dockerfile = `FROM scratch
ADD a.tgz /added/
ADD named-otherwise.bin plain.zip /more/
COPY a.tgz /copied/
ADD --unpack=false a.tgz /kept/
`;
    const { root } = await build({ Dockerfile }, { from: context });
    expect(text(root, 'added/in/file.txt')).toBe('packed');
    expect(readdirSync(join(root, 'more')).sort()).toEqual(['in', 'plain.zip']);
    expect([readdirSync(join(root, 'copied')), readdirSync(join(root, 'kept'))]).toEqual([['a.tgz'], ['a.tgz']]);
  });

  it('refuses an archive that it cannot unpack', async () => {
    const refused = build({ Dockerfile: 'FROM scratch\nADD a.tar.bz2 /\n', 'a.tar.bz2': 'BZh9' });
    await expect(refused).rejects.toThrow('Dockerfile line 2: ADD a.tar.bz2 /: ADD would unpack bzip2');
  });

  it('copies links again over the same links, and follows those of a source', async () => {
    const { root } = await build({
      Dockerfile: `FROM scratch AS a
RUN mkdir -p /real/lib && echo 1 > /real/lib/file && cd /real && ln -s lib lib64 && ln -s lib/file one
FROM scratch
COPY --from=a /real /real
COPY --from=a /real /real
COPY --from=a /real/lib64/file /through
`,
    });
    expect(text(root, 'real/lib64/file')).toBe('1\n');
    expect(text(root, 'real/one')).toBe('1\n');
    expect(text(root, 'through')).toBe('1\n');
  });
});

describe('other instructions with flags', () => {
  it('reads the platform and the ARGs that Docker declares by itself', async () => {
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    const Dockerfile = `ARG OUTSIDE=1
FROM --platform=$BUILDPLATFORM scratch AS own
ARG TARGETARCH
RUN echo "$TARGETARCH \${OUTSIDE:-undeclared}" > /arch
FROM --platform=linux/s390x scratch
`;
    const { root, lines } = await build({ Dockerfile }, { target: 'own' });
    expect(text(root, 'arch')).toBe(`${arch} undeclared\n`);
    expect(warnings(lines)).toEqual([
      `WARNING: Dockerfile line 5: --platform=linux/s390x does not count in process mode: it builds for this machine, linux/${arch}.`,
    ]);
  });

  it('keeps HEALTHCHECK with all of its flags as Docker does', async () => {
    const { imageId } = await build({
      Dockerfile:
        'FROM scratch\nHEALTHCHECK --interval=1m30s --timeout=500ms --retries=3 CMD ["curl", "-f", "http://localhost:8080/ping"]\n',
    });
    expect(new ImageStore(dataDir, () => 0.5).get(imageId)?.config.Healthcheck).toEqual({
      Test: ['CMD', 'curl', '-f', 'http://localhost:8080/ping'],
      Interval: 90e9,
      Timeout: 5e8,
      Retries: 3,
    });
  });
});
