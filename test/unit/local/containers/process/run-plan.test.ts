// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own variables.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../../../../local/containers/process/run-plan.ts';

const plan = (script: string) => planRun(script, '/R', '/opt/w', { APP: '/opt/app', N: '1' });

describe('a RUN’s absolute paths', () => {
  it.each([
    ['npm ci --omit=dev && npm cache clean --force', 'npm ci --omit=dev && npm cache clean --force'],
    [
      'mkdir -p /opt/x "$APP/y" && cd /opt/x && cp ../a.txt . > /dev/null 2>&1',
      'mkdir -p /R/opt/x "/R/opt/app/y" && cd /R/opt/x && cp ../a.txt . > /dev/null 2>&1',
    ],
    ['for f in /a /b; do rm -rf $f; done', 'for f in /R/a /R/b; do rm -rf $f; done'],
    ['if [ -f x ]; then echo "/stays"; else touch /y; fi', 'if [ -f x ]; then echo "/stays"; else touch /R/y; fi'],
    ['echo hi > /etc/passwd', 'echo hi > /R/etc/passwd'],
    ['echo a >/x b', 'echo a >/R/x b'],
    ['X=/etc; rm -rf $X/foo', 'X=/R/etc; rm -rf $X/foo'],
    ['rm -rf ${Q:-/etc} /var/lib/*', 'rm -rf ${Q:-/R/etc} /R/var/lib/*'],
    ['pip install -r /r.txt --index-url=https://x/y', 'pip install -r /R/r.txt --index-url=https://x/y'],
    ['PATH=/a:/b:$PATH npm test $N', 'PATH=/R/a:/R/b:$PATH npm test $N'],
    [`node -e 'console.log("a/b")'`, `node -e 'console.log("a/b")'`],
    ['bash -c "cp /a /b && cd /c"', `bash -c 'cp /R/a /R/b && cd /R/c'`],
    [`/bin/bash -lc 'rm -f "/a b" $N' > /log`, `/bin/bash -lc 'rm -f "/R/a b" $N' > /R/log`],
    ['set -ex\ncp a \\\n  /b # to /c', 'set -ex\ncp a \\\n  /R/b # to /c'],
  ])('%j', (script, moved) => {
    expect(plan(script).script).toBe(moved);
  });

  it('are moved with a root that needs quotes', () => {
    expect(planRun('cp "/a b" /c', '/my root', '/', {}).script).toBe(`cp "/my root/a b" '/my root'/c`);
  });

  it('leaves out ownership with a word about it', () => {
    const { script, notes } = plan('chown -R node:node /app && chmod +x ./a');
    expect(script).toMatch(/^true +&& chmod \+x \.\/a$/);
    expect(notes).toEqual([expect.stringContaining('left out: chown -R node:node /app')]);
  });

  it('tells when the image needs its own Python', () => {
    expect([plan('cd x && python3 -m pip install y').needsPython, plan('echo python').needsPython]).toEqual([true, false]);
  });

  it.each([
    'rm ../../../x',
    'cd $D && rm ../x',
    'cd - && rm ../x',
    'node build.mjs &',
    '(cd x; rm y)',
    'case x in x) rm y;; esac',
    'echo `id`',
    'X=$(id) echo',
    'cat <<EOF\nEOF',
    'echo "unclosed',
    '/bin/sh -c x',
    'bash -c "apt-get update"',
    'bash -c "echo $(id)"',
    'bash -c "cd $D && rm ../x"',
    'bash script.sh',
    'bash -c "echo a" extra',
    './configure',
    'env rm x',
    'npm publish',
    'yarn global add x',
  ])('refuses %j', (script) => {
    expect(() => plan(script)).toThrow();
  });
});
