import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pipConfiguration } from '../../../../local/containers/process/pip.ts';
import { builder, runToEnd, temporaryFolder, writeFiles } from './helpers.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/**
 * A machine with a Python 3.99 that is a shell script: its virtual environments have a `pip` that writes down what it was told, with the
 * first line of a real one's scripts. No Python is needed here, and none of the machine's is asked.
 */
function pretendPython(): string {
  const folder = temporaryFolder();
  const program = join(folder, 'python3.99');
  writeFiles(folder, {
    'python3.99': `#!/bin/sh
case "$1" in
  -c) echo "3.99.1 ${program}" ;;
  -m) mkdir -p "$3/bin" && ln -s ${program} "$3/bin/python3" && cp ${folder}/pip "$3/bin/" ;;
  *) echo "ran $1" ;;
esac
`,
    pip: `#!/bin/sh
env > env.txt
printf '#!%s/python3\nimport tool\n' "$(dirname "$0")" > "$(dirname "$0")/tool"
`,
  });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  return program;
}

const Dockerfile = 'FROM public.ecr.aws/docker/library/python:3.99-slim\nWORKDIR /w\nRUN pip install x\nCMD ["python3", "main.py"]\n';

describe('an image of Python in process mode', () => {
  it('has a virtual environment of the version that FROM names, and pip installs into it', async () => {
    pretendPython();
    const { build, dataDir } = builder();
    const { root, lines } = await build({ Dockerfile });
    expect(lines.filter((line) => line.startsWith('WARNING'))).toEqual([]);
    // Of the script that pip made, the first line no longer names the folder that the layer was built in.
    expect(readFileSync(join(root, 'usr/local/bin/tool'), 'utf8')).toBe(
      `#!/bin/sh\n'''exec' "$TRAINYARD_IMAGE_ROOT/usr/local/bin/python3" "$0" "$@"\n' '''\nimport tool\n`,
    );
    expect((await runToEnd(dataDir, 'test', [])).lines).toEqual(['ran main.py']);
  });

  it('tells pip where packages come from and where they are kept, and no password', async () => {
    pretendPython();
    vi.stubEnv('PIP_INDEX_URL', 'https://packages.example.com/simple');
    vi.stubEnv('PIP_EXTRA_INDEX_URL', 'https://me:secret@packages.example.com/simple');
    const { build } = builder();
    const { root } = await build({ Dockerfile });
    const env = readFileSync(join(root, 'w/env.txt'), 'utf8');
    expect(env).toContain('PIP_INDEX_URL=https://packages.example.com/simple\n');
    expect(env).toMatch(/PIP_CACHE_DIR=.*pip\n/);
    expect(env).not.toContain('secret');
  });

  it('is made once for all images of the same Python', async () => {
    pretendPython();
    const { build } = builder();
    await build({ Dockerfile });
    const again = await build({ Dockerfile: `${Dockerfile}LABEL a=b\n` });
    expect(again.lines).toContain(' ---> Using cache');
  });

  it('cannot be built where that Python is missing, and says what to install', async () => {
    const { build } = builder();
    await expect(build({ Dockerfile })).rejects.toThrow(
      /^FROM public\.ecr\.aws\/docker\/library\/python:3\.99-slim needs Python 3\.99 or newer, and this machine has (Python 3\.\d+\.\d+|no python3 with its venv module): install it \(Debian, Ubuntu: apt install python3-venv; macOS: brew install python; or pyenv\)$/,
    );
  });

  it('does not run on another Python once its own is gone', async () => {
    const program = pretendPython();
    const { build, dataDir } = builder();
    await build({ Dockerfile });
    rmSync(program);
    await expect(runToEnd(dataDir, 'test', [])).rejects.toThrow(`the image runs on ${program}, which is no longer on this machine`);
  });
});

it('takes from the user’s pip settings only where packages come from', () => {
  const home = mkdtempSync(join(temporaryFolder(), 'home-'));
  mkdirSync(join(home, '.config/pip'), { recursive: true });
  const lines = ['[global]', 'index-url = https://a.example.com', 'extra-index-url = https://u:secret@b.example.com', 'user = true'];
  writeFileSync(join(home, '.config/pip/pip.conf'), lines.join('\n'));
  vi.stubEnv('HOME', home);
  expect(pipConfiguration()).toBe('[global]\nindex-url = https://a.example.com\n');
});
