// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own variables.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builder, runToEnd } from './helpers.ts';

const { build, dataDir } = builder();
const run = async (files: Record<string, string>, command: 'train' | readonly string[] = 'train') => {
  await build(files);
  return runToEnd(dataDir, 'test', command);
};
const program = { 'train.mjs': 'console.log(process.argv.slice(2).join() || "no arguments", process.cwd().split("/").at(-1));' };

describe('paths of the image', () => {
  it.each([
    ['ENTRYPOINT node /opt/program/train.mjs', 'no arguments w'],
    ['ENTRYPOINT cd /opt/program && exec node /opt/program/train.mjs "$HOME_PATH"', '/nowhere program'],
    ['ENTRYPOINT ["/bin/sh", "-ec", "cd /opt/program; node /opt/program/train.mjs a"]', 'a program'],
    ['ENTRYPOINT ["node", "--import=/opt/program/train.mjs", "/opt/program/train.mjs"]', 'train w'],
  ])('are found in %s', async (entry, line) => {
    const Dockerfile = `FROM scratch\nENV HOME_PATH=/nowhere\nCOPY train.mjs /opt/program/train.mjs\nWORKDIR /w\n${entry}\n`;
    expect((await run({ ...program, Dockerfile })).lines[0]).toBe(line);
  });

  it('are found by a script that calls scripts, sources others, writes configuration and asks for /opt/ml', async () => {
    const { lines, code, baseDir } = await run({
      ...program,
      Dockerfile: `FROM scratch
COPY train.mjs settings.env /opt/program/
COPY --chmod=755 entrypoint.sh /entrypoint.sh
COPY --chmod=755 step.sh /opt/program/bin/step
ENTRYPOINT ["/entrypoint.sh"]
`,
      'entrypoint.sh': `#!/bin/sh
set -e
. "/opt/program/settings.env"
cat > /opt/program/made.txt <<EOF
root /opt/program/static;
EOF
exec /opt/program/bin/step "$1" "$NAME"
`,
      'settings.env': 'NAME=fine\n',
      'step.sh':
        '#!/usr/bin/env sh\nmkdir -p /opt/ml/model\necho x > "/opt/ml/model/x"\ncd /opt/program && node /opt/program/train.mjs "$@"\n',
    });
    expect(lines).toEqual(['train,fine program']);
    expect(code).toBe(0);
    expect(readFileSync(join(baseDir, 'model/x'), 'utf8')).toBe('x\n');
  });

  it('stay as they are where a script is only copied on', async () => {
    const { root } = await build({
      Dockerfile: 'FROM scratch\nCOPY . /app/\n',
      'a.py': 'open("/app/x")\n',
      'b.sh': '#!/bin/sh\n# /app/x\necho http://host/app/x /etc/hosts\n',
    });
    expect(readFileSync(join(root, 'app/a.py'), 'utf8')).toBe('open("/app/x")\n');
    expect(readFileSync(join(root, 'app/b.sh'), 'utf8')).toBe('#!/bin/sh\n# /app/x\necho http://host/app/x /etc/hosts\n');
  });

  it('that are written into code are explained when the program fails', async () => {
    const { lines, code } = await run({
      Dockerfile: 'FROM scratch\nCOPY . /opt/image-program/\nENTRYPOINT ["node", "/opt/image-program/main.mjs"]\n',
      'main.mjs': "import { readFileSync } from 'node:fs';\nreadFileSync('/opt/image-program/labels.json');\n",
      'labels.json': '[]',
    });
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(
      /^\[Trainyard\] \/opt\/image-program\/labels\.json is a path of the image, which process mode cannot give/,
    );
  });

  it('that are written into code are explained when a RUN fails', async () => {
    const lines: string[] = [];
    const failed = build(
      {
        Dockerfile: 'FROM scratch\nCOPY . /opt/image-program/\nRUN node /opt/image-program/main.mjs\n',
        'main.mjs': "import { readFileSync } from 'node:fs';\nreadFileSync('/opt/image-program/labels.json');\n",
        'labels.json': '[]',
      },
      { onLine: (line) => lines.push(line) },
    );
    await expect(failed).rejects.toThrow('the command returned a non-zero code: 1');
    expect(lines.at(-1)).toMatch(/^\[Trainyard\] \/opt\/image-program\/labels\.json is a path of the image/);
  });
});
