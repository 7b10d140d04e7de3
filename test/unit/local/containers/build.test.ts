import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containerRuntime } from '../../../../local/containers/runtime.ts';
import { builder, host, runToEnd, temporaryFolder, writeFiles } from './helpers.ts';

const major = process.versions.node.split('.')[0];

describe('building an image in process mode', () => {
  const { build, dataDir } = builder();

  it('copies, sets, runs and starts what the Dockerfile says', async () => {
    const { lines, root } = await build({
      Dockerfile: `# a comment
FROM public.ecr.aws/docker/library/node:${major}-slim AS base
ARG GREETING=hi
ENV APP_HOME=/opt/program GREETING_AT_RUN="\${GREETING} there"
WORKDIR $APP_HOME
COPY package.json main.mjs ./
COPY --chmod=755 bin /opt/bin/
RUN mkdir -p /opt/made && \\
    # a comment inside
    node -e "require('fs').writeFileSync('made.txt', process.env.GREETING)" && cp made.txt /opt/made/
EXPOSE 8080
ENTRYPOINT ["node", "/opt/program/main.mjs"]
CMD ["nothing"]
`,
      'package.json': '{}',
      'main.mjs':
        'console.log(process.argv.slice(2).join(), process.env.GREETING_AT_RUN, process.env.GREETING, process.cwd().split("/").slice(-2).join("/"))',
      'bin/tool': '#!/bin/sh\necho tool',
      'not-copied.txt': '',
    });
    expect(lines.filter((line) => line.startsWith('WARNING'))).toEqual([]);
    expect(readFileSync(join(root, 'opt/made/made.txt'), 'utf8')).toBe('hi');
    expect(statSync(join(root, 'opt/bin/tool')).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(root, 'opt/program')).sort()).toEqual(['made.txt', 'main.mjs', 'package.json']);
    expect((await runToEnd(dataDir, 'test', 'train')).lines).toEqual(['train hi there undefined opt/program']);
    expect((await runToEnd(dataDir, 'test', [])).lines[0]).toContain('nothing hi there');
  });

  it('takes build arguments, and lets ENV win over ARG', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own.
    const Dockerfile = 'ARG BASE=scratch\nFROM $BASE\nARG A=1\nARG B=2\nENV B=env\nARG C\nRUN echo "$A $B ${C:-none}" > /out.txt\n';
    const { root } = await build({ Dockerfile }, { arguments: { A: 'given', B: 'given' } });
    expect(readFileSync(join(root, 'out.txt'), 'utf8')).toBe('given env none\n');
  });

  it('builds several stages, copies between them, and leaves out the ones nobody needs', async () => {
    const { root, lines } = await build({
      Dockerfile: `FROM node:${major} AS build
WORKDIR /src
COPY . .
RUN mkdir dist && cp a.js dist/
FROM node:${major} AS unused
RUN false
FROM node:${major}
COPY --from=build /src/dist/*.js /app/
COPY --from=0 /src/package.json /app/
CMD node /app/a.js
`,
      'a.js': 'console.log("from a stage")',
      'package.json': '{}',
      'junk.txt': '',
    });
    expect(readdirSync(join(root, 'app')).sort()).toEqual(['a.js', 'package.json']);
    expect(existsSync(join(root, 'src'))).toBe(false);
    expect(lines.join('\n')).not.toContain('RUN false');
    expect(await build({ Dockerfile: 'FROM scratch AS a\nCOPY x /\nFROM scratch\n', x: '1' }, { target: 'a' })).toHaveProperty('imageId');
  });

  it('obeys .dockerignore and copies a folder as its content', async () => {
    const { root } = await build({
      Dockerfile: 'FROM scratch\nCOPY . /all/\nCOPY lib /lib\nCOPY lib/*.md one.txt /picked/\nCOPY one.txt /renamed.txt',
      '.dockerignore': '# comment\nsecret*\n**/*.log\nlib/big/\n!lib/big/keep.txt\nDockerfile\n.dockerignore',
      'secret.txt': 's',
      'one.txt': '1',
      'lib/a.md': 'a',
      'lib/deep/x.log': 'log',
      'lib/deep/x.md': 'x',
      'lib/big/drop.txt': '',
      'lib/big/keep.txt': 'kept',
    });
    expect(readdirSync(join(root, 'all')).sort()).toEqual(['lib', 'one.txt']);
    expect(readdirSync(join(root, 'all/lib/big'))).toEqual(['keep.txt']);
    expect(readdirSync(join(root, 'lib')).sort()).toEqual(['a.md', 'big', 'deep']);
    expect(readdirSync(join(root, 'lib/deep'))).toEqual(['x.md']);
    expect(readdirSync(join(root, 'picked')).sort()).toEqual(['a.md', 'one.txt']);
    expect(readFileSync(join(root, 'renamed.txt'), 'utf8')).toBe('1');
  });

  it('does again only what changed', async () => {
    const own = builder();
    const Dockerfile = 'FROM scratch\nCOPY a.txt /\nRUN cp /a.txt /b.txt\nCOPY c.txt /\nCMD ["x"]\n';
    const first = await own.build({ Dockerfile, 'a.txt': 'a', 'c.txt': 'c' });
    const same = await own.build({ Dockerfile, 'a.txt': 'a', 'c.txt': 'c', 'other.txt': '' });
    expect(same.imageId).toBe(first.imageId);
    expect(same.lines.filter((line) => line.includes('Using cache'))).toHaveLength(4);
    const changed = await own.build({ Dockerfile, 'a.txt': 'a', 'c.txt': 'other' });
    expect(changed.lines.filter((line) => line.includes('Using cache'))).toHaveLength(2);
    expect(readFileSync(join(changed.root, 'c.txt'), 'utf8')).toBe('other');
    expect(readFileSync(join(first.root, 'c.txt'), 'utf8')).toBe('c');
    const all = await own.build({ Dockerfile, 'a.txt': 'other', 'c.txt': 'c' });
    expect(all.lines.filter((line) => line.includes('Using cache'))).toEqual([]);
    expect(readFileSync(join(all.root, 'b.txt'), 'utf8')).toBe('other');
  });

  it('says when the base image asks for another language version than this machine has', async () => {
    const warning = async (from: string) =>
      (await build({ Dockerfile: `FROM ${from}\n` })).lines.find((line) => line.startsWith('WARNING'));
    expect(await warning('node:4-slim')).toBe(
      `WARNING: FROM node:4-slim is not pulled in process mode: it asks for Node 4, this machine runs Node ${process.versions.node}.`,
    );
    expect(await warning(`node:${major}.1.0`)).toBeUndefined();
    expect(await warning('node:lts')).toBeUndefined();
    expect(await warning('nvidia/cuda:12')).toContain('the programs of this machine stand in for it');
  });

  it('has the usual folders in a RUN, and only those in the image that something is in', async () => {
    const { root } = await build({
      Dockerfile:
        'FROM node:20\nCOPY a.txt /app/\nRUN cd /tmp && touch x && rm x && ln -s /app/a.txt /usr/local/bin/a && cp /app/a.txt /etc/\n',
      'a.txt': 'a',
    });
    expect(readdirSync(root).sort()).toEqual(['app', 'etc', 'usr']);
    expect(readFileSync(join(root, 'usr/local/bin/a'), 'utf8')).toBe('a');
  });

  it('starts from an image built before', async () => {
    await build({ Dockerfile: 'FROM scratch\nENV A=base\nCOPY x /x\n', x: 'x' }, { tags: ['my-base:1'] });
    const { root } = await build({ Dockerfile: 'FROM my-base:1\nRUN echo $A > /a.txt\n' });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('base\n');
    expect(existsSync(join(root, 'x'))).toBe(true);
  });
});

describe('a Dockerfile that process mode refuses', () => {
  const { build } = builder();
  it.each([
    ['RUN apt-get update && apt-get install -y curl', 'apt-get would install or change system packages on this machine.'],
    ['RUN apk add --no-cache python3', 'apk would install'],
    ['RUN yum install x', 'yum would install'],
    ['RUN useradd model', 'useradd would change the users of this machine.'],
    ['RUN sudo npm ci', 'sudo would run something with other rights.'],
    ['RUN curl -fsSL https://example.com/x.sh | sh', 'curl would fetch something'],
    ['RUN echo aGk= | bash', 'bash can run anything'],
    ['RUN npm install -g yarn', 'npm install -g yarn would install for every program of this machine.'],
    ['RUN echo $(id)', 'a command substitution'],
    ['RUN rm -rf ../../etc', '"../../etc" leads out of the image.'],
    ['RUN frobnicate', 'frobnicate is none of the commands that process mode runs'],
    ['RUN ["apt", "install", "x"]', 'apt would install'],
    ['RUN <<EOF\napt install x\nEOF', 'apt would install'],
    ['RUN --mount=type=secret,id=x,env=X,required=true npm ci', '--mount=type=secret,id=x: this build was given no such secret.'],
    ['RUN --mount=type=bind,source=a npm ci', '--mount=type=bind,source=a: expected target=FOLDER'],
    ['RUN --mount=type=ssh npm ci', '--mount=type=ssh: type=ssh cannot be given'],
    ['RUN --mount=type=cache,target=/c --mount=type=bind,target=/b,nosuch npm ci', '--mount=type=bind,target=/b,nosuch: the option nosuch'],
    ['RUN --network=none npm ci', '--network=none: process mode has this machine'],
    ['RUN --security=insecure npm ci', '--security=insecure would need rights'],
    ['RUN --device=vendor.com/x npm ci', '--device=vendor.com/x: process mode gives no devices.'],
    ['COPY --chmod=u+x a /', '--chmod=u+x: expected octal digits'],
    ['ADD --checksum=sha256:1 a /', '--checksum is for what ADD fetches'],
    ['RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF', 'a heredoc for another program than the shell'],
    ['RUN python3 <<EOF\nprint(1)\nEOF', 'a heredoc handed to a command'],
    ['USER node', 'USER would need another user of this machine'],
    ['ADD https://example.com/model.bin /', 'ADD of https://example.com/model.bin would fetch'],
    ['SHELL ["powershell", "-c"]', 'SHELL may name sh or bash'],
    ['ONBUILD COPY . .', 'ONBUILD is not something process mode can do.'],
  ])('%s', async (line, why) => {
    const ran = await build({ Dockerfile: `FROM scratch\nRUN touch /ran\n${line}\n`, 'a/b': '' }).then(
      () => 'built',
      (error: Error) => error.message,
    );
    expect(ran.split('\n').at(-1)).toMatch(/^Dockerfile line 3: /);
    expect(ran.split('\n').at(-1)).toContain(why);
    expect(ran).toContain('Process mode runs the Dockerfile on this machine itself');
  });

  it.each([
    ['FROM scratch\nRUNN x', 'Dockerfile line 2: unknown instruction RUNN'],
    ['RUN x', 'Dockerfile line 1: expected FROM before RUN'],
    ['', 'the Dockerfile has no instructions'],
    ['FROM scratch\nCOPY missing /', 'Dockerfile line 2: COPY missing /: "missing" is not there'],
    ['FROM scratch\nCOPY ../x /', '"../x" leads out of the build context.'],
    ['FROM scratch\nCOPY --from=nobody /x /', '--from=nobody is no earlier stage'],
    ['FROM scratch\nCOPY x', 'expected one source and a destination'],
    ['FROM scratch\nCOPY --form=a x /', 'Dockerfile line 2: COPY --form=a x /: unknown flag --form: COPY takes --from, --chown'],
    ['FROM scratch\nCOPY --from=a --from=b x /', 'COPY --from=a --from=b x /: --from is given twice'],
    ['FROM scratch\nCOPY --link=maybe x /', '--link=maybe: expected true or false.'],
    ['FROM scratch\nRUN --mount echo', 'RUN --mount echo: --mount has no value: expected --mount=….'],
    ['FROM scratch\nCMD --serve', 'CMD --serve: unknown flag --serve: CMD takes no flags.'],
    ['FROM --pull=x scratch', 'Dockerfile line 1: FROM --pull=x scratch: unknown flag --pull: FROM takes --platform.'],
    ['FROM scratch\nHEALTHCHECK --interval=soon CMD x', '--interval=soon: expected a duration such as 30s'],
    ['# syntax=example.com/other\nFROM scratch', 'Dockerfile line 1: # syntax=example.com/other: process mode reads'],
    ['# escape=`\nFROM scratch', 'Dockerfile line 1: # escape=`: process mode reads'],
    ['FROM scratch\nRUN exit 3', 'Dockerfile line 2: RUN exit 3: the command returned a non-zero code: 3'],
  ])('%j fails naming the line', async (Dockerfile, message) => {
    const outcome = await build({ Dockerfile }).then(
      () => 'built',
      (error: Error) => error.message,
    );
    expect(outcome).toContain(message);
  });

  it('cannot write outside of the image through a link', async () => {
    const outside = temporaryFolder();
    const context = writeFiles(temporaryFolder(), { Dockerfile: 'FROM scratch\nCOPY link /link\nCOPY Dockerfile /link/\n' });
    symlinkSync(outside, join(context, 'link'));
    const request = { context, dockerfile: join(context, 'Dockerfile'), tags: [], arguments: {}, onLine: () => {} };
    await expect(containerRuntime(host(temporaryFolder())).build(request)).rejects.toThrow(
      'the destination leads out of the image through a link',
    );
    expect(readdirSync(outside)).toEqual([]);
  });
});

it('gives a secret to the RUN that asks for it, and to nothing else', async () => {
  const { build } = builder();
  const Dockerfile = `FROM scratch
RUN --mount=type=secret,id=TOKEN,env=NPM_TOKEN node -e "require('node:fs').writeFileSync('a', process.env.NPM_TOKEN)"
RUN node -e "require('node:fs').writeFileSync('b', String(process.env.NPM_TOKEN))"
`;
  const { root, lines } = await build({ Dockerfile }, { secrets: { TOKEN: 's3cret' } });
  expect([readFileSync(join(root, 'a'), 'utf8'), readFileSync(join(root, 'b'), 'utf8')]).toEqual(['s3cret', 'undefined']);
  expect(lines.join('\n')).not.toContain('s3cret');
});
