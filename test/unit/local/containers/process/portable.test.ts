import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePortable } from '../../../../../local/containers/process/portable.ts';
import { temporaryFolder, writeFiles } from '../helpers.ts';

function portable(files: (root: string) => Record<string, string>) {
  const root = temporaryFolder();
  writeFiles(root, files(root));
  makePortable(root);
  return { root, text: (name: string) => readFileSync(join(root, name), 'utf8') };
}

describe('what a RUN wrote with the folder of its layer in it', () => {
  it('keeps the interpreter that a program was installed for, wherever the program is copied', () => {
    const { text } = portable((root) => ({
      'install/bin/short': `#!${root}/usr/local/bin/python3.11\nimport a\n`,
      'opt/venv/bin/long': `#!/bin/sh\n'''exec' "${root}/opt/venv/bin/python" "$0" "$@"\n' '''\nimport a\n`,
      'opt/venv/bin/by-uv': `#!/bin/sh\n'''exec' '${root}/opt/venv/bin/python3' "$0" "$@"\n' '''\nimport a\n`,
      'opt/venv/bin/other': '#!/bin/sh\necho a\n',
      'opt/venv/bin/of-this-machine': '#!/usr/bin/python3\nimport a\n',
    }));
    const header = (path: string) => `#!/bin/sh\n'''exec' "$TRAINYARD_IMAGE_ROOT${path}" "$0" "$@"\n' '''\nimport a\n`;
    expect(text('install/bin/short')).toBe(header('/usr/local/bin/python3.11'));
    expect(text('opt/venv/bin/long')).toBe(header('/opt/venv/bin/python'));
    expect(text('opt/venv/bin/by-uv')).toBe(header('/opt/venv/bin/python3'));
    expect(text('opt/venv/bin/other')).toBe('#!/bin/sh\necho a\n');
    expect(text('opt/venv/bin/of-this-machine')).toBe('#!/usr/bin/python3\nimport a\n');
  });

  it.each([
    ['"', '"'],
    ["'", "'"],
    ['', ''],
  ])('finds the folder in activate, which stood there as %s…%s', (open, close) => {
    const { text } = portable((root) => ({ 'v/bin/activate': `VIRTUAL_ENV=${open}${root}/v${close}\nexport VIRTUAL_ENV\n` }));
    expect(text('v/bin/activate')).toMatch(/^VIRTUAL_ENV=("\$TRAINYARD_IMAGE_ROOT\/v"|"\$TRAINYARD_IMAGE_ROOT"\/v)\nexport VIRTUAL_ENV\n$/);
  });

  it('makes a virtual environment one of this machine’s Python and of the image’s packages', () => {
    const { root, text } = portable((own) => ({
      'usr/local/pyvenv.cfg': `home = /usr/bin\ncommand = /usr/bin/python3 -m venv ${own}/usr/local\n`,
      'opt/venv/lib/python3.11/site-packages/.keep': '',
      'opt/venv/pyvenv.cfg': `home = ${own}/usr/local/bin\ninclude-system-site-packages = true\nversion = 3.11.7\nexecutable = ${own}/usr/local/bin/python\n`,
    }));
    expect(text('usr/local/pyvenv.cfg')).toBe('home = /usr/bin\n');
    expect(text('opt/venv/pyvenv.cfg')).toBe('home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n');
    expect(text('opt/venv/lib/python3.11/site-packages/trainyard_image.pth')).toContain(
      '../../../../../usr/local/lib/python3.11/site-packages',
    );
    expect(existsSync(join(root, 'usr/local/lib'))).toBe(false);
  });

  it('finds editable packages from where they are', () => {
    const packages = 'usr/local/lib/python3.11/site-packages';
    const { text } = portable((root) => ({
      [`${packages}/_app.pth`]: `${root}/app/src\n`,
      [`${packages}/__editable___app_finder.py`]: `MAPPING = {'app': '${root}/app/app'}\n`,
      [`${packages}/app-1.dist-info/direct_url.json`]: `{"url":"file://${root}/app"}`,
    }));
    expect(text(`${packages}/_app.pth`)).toBe('../../../../../app/src\n');
    expect(text(`${packages}/__editable___app_finder.py`)).toContain("dirname(__file__) + '/../../../../..') + '/app/app'}");
    expect(text(`${packages}/app-1.dist-info/direct_url.json`)).toBe('{"url":"file:///app"}');
  });

  it('makes links relative that lead into the image, and leaves others', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    symlinkSync(join(root, 'opt/x'), join(root, 'a/b/in'));
    symlinkSync('/usr/bin/python3', join(root, 'a/out'));
    symlinkSync('b', join(root, 'a/near'));
    makePortable(root);
    expect(['a/b/in', 'a/out', 'a/near'].map((path) => readlinkSync(join(root, path)))).toEqual(['../../opt/x', '/usr/bin/python3', 'b']);
  });
});
