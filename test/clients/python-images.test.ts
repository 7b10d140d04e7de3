import { execFileSync } from 'node:child_process';
import { describe, expect, inject, it } from 'vitest';
import { containerRuntime } from '../../local/containers/runtime.ts';
import { builder, host, runToEnd, temporaryFolder } from '../unit/local/containers/helpers.ts';

const isHere = inject('clients') !== undefined;
const version = isHere
  ? execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).trim()
  : '3';
const packages = `/usr/local/lib/python${version}/site-packages`;

const project = `[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["six==1.16.0"]
[project.scripts]
tool = "app:main"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`;
const files = {
  'requirements.txt': 'six==1.16.0\n',
  'pyproject.toml': project,
  'src/app/__init__.py': 'import six\ndef main():\n    print("six", six.__version__)\n',
  'train.py': 'import six\nprint("six", six.__version__)\n',
};

/** Two stages: `made` makes the packages in the first, `taken` brings them into the second. */
const stages = (made: string, taken: string, entry = '["python", "train.py"]', from = `python:${version}`) => `FROM ${from} AS builder
WORKDIR /build
COPY requirements.txt pyproject.toml ./
COPY src src
${made}

FROM python:${version}-slim
WORKDIR /opt/program
${taken}
COPY train.py .
ENTRYPOINT ${entry}
`;

const venv = 'ENV PATH="/opt/venv/bin:$PATH"';
const takeVenv = `COPY --from=builder /opt/venv /opt/venv\n${venv}`;

/** Images as people write them; each must find six 1.16.0. */
const images: readonly (readonly [name: string, Dockerfile: string])[] = [
  ['a venv that PATH names', stages(`RUN python -m venv /opt/venv\n${venv}\nRUN pip install -r requirements.txt`, takeVenv)],
  [
    'a venv of a variable, with its own pip',
    stages('ENV VIRTUAL_ENV=/opt/venv\nRUN python3 -m venv $VIRTUAL_ENV\nRUN $VIRTUAL_ENV/bin/pip install -r requirements.txt', takeVenv),
  ],
  [
    'a venv that is activated',
    stages('RUN python -m venv /opt/venv\nRUN . /opt/venv/bin/activate && pip install -r requirements.txt', takeVenv),
  ],
  [
    'a venv called by its absolute path',
    stages(
      'RUN python -m venv --copies /opt/venv && /opt/venv/bin/python -m pip install -r requirements.txt',
      'COPY --from=builder /opt/venv /opt/venv',
      '["/opt/venv/bin/python", "train.py"]',
    ),
  ],
  [
    'a venv on an image without Python',
    stages('RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt', takeVenv).replace(
      `FROM python:${version}-slim`,
      'FROM debian:bookworm-slim',
    ),
  ],
  [
    'a venv that shares the image’s packages',
    stages(
      'RUN pip install -r requirements.txt && python -m venv --system-site-packages /opt/venv',
      `COPY --from=builder ${packages} ${packages}\n${takeVenv}`,
    ),
  ],
  ['virtualenv', stages('RUN pip install virtualenv && virtualenv /opt/venv && /opt/venv/bin/pip install -r requirements.txt', takeVenv)],
  ['a prefix', stages('RUN pip install --prefix=/install -r requirements.txt', 'COPY --from=builder /install /usr/local')],
  [
    'copied site-packages',
    stages(
      'RUN pip3 install -r requirements.txt',
      `COPY --from=builder ${packages} ${packages}\nCOPY --from=builder /usr/local/bin /usr/local/bin`,
    ),
  ],
  ['the whole of /usr/local', stages(`RUN pip${version} install -r requirements.txt`, 'COPY --from=builder /usr/local /usr/local')],
  [
    'a target',
    stages(
      `RUN python${version} -m pip install --target=/deps -r requirements.txt`,
      'COPY --from=builder /deps /deps\nENV PYTHONPATH=/deps',
    ),
  ],
  [
    'the user’s packages',
    stages('RUN pip install --user -r requirements.txt', 'COPY --from=builder /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH'),
  ],
  [
    'wheels',
    stages(
      'RUN pip wheel --wheel-dir /wheels -r requirements.txt',
      'COPY --from=builder /wheels /wheels\nRUN pip install --no-index --find-links=/wheels six',
    ),
  ],
  [
    'wheels of a bind mount',
    stages(
      'RUN pip wheel -w /wheels -r requirements.txt',
      'RUN --mount=type=bind,from=builder,source=/wheels,target=/wheels pip install --no-index --find-links=/wheels six',
    ),
  ],
  ['a console script of a prefix', stages('RUN pip install --prefix=/install .', 'COPY --from=builder /install /usr/local', '["tool"]')],
  [
    'a console script of the user',
    stages('RUN pip install --user .', 'COPY --from=builder /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH', '["tool"]'),
  ],
  [
    'a console script by its absolute path, without its venv in PATH',
    stages(
      'RUN python -m venv /opt/venv && /opt/venv/bin/pip install .',
      'COPY --from=builder /opt/venv /opt/venv',
      '["/opt/venv/bin/tool"]',
    ),
  ],
  [
    'a link to a console script',
    stages(
      'RUN python -m venv /opt/venv && /opt/venv/bin/pip install .',
      'COPY --from=builder /opt/venv /opt/venv\nRUN ln -s /opt/venv/bin/tool /usr/local/bin/tool',
      '["tool"]',
    ),
  ],
  ['an editable package', `FROM python:${version}\nWORKDIR /app\nCOPY . .\nRUN pip install -e .\nWORKDIR /\nENTRYPOINT ["tool"]\n`],
  [
    'uv of its own image, into the system',
    `FROM python:${version}-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/\nCOPY . .\nRUN uv pip install --system -r requirements.txt\nENTRYPOINT ["python", "train.py"]\n`,
  ],
  [
    'uv by its variable',
    `FROM python:${version}-slim\nENV UV_SYSTEM_PYTHON=1\nRUN pip install uv\nCOPY . .\nRUN uv pip install -r requirements.txt\nENTRYPOINT ["python", "train.py"]\n`,
  ],
  ['uv venv', stages('RUN pip install uv && uv venv /opt/venv && VIRTUAL_ENV=/opt/venv uv pip install -r requirements.txt', takeVenv)],
  [
    'uv sync as its documentation has it',
    stages(
      `ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=0
RUN --mount=type=cache,target=/root/.cache/uv --mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --no-install-project --no-dev
RUN --mount=type=cache,target=/root/.cache/uv uv sync --no-dev --no-editable`,
      'COPY --from=builder --chown=app:app /build/.venv /build/.venv\nENV PATH="/build/.venv/bin:$PATH"',
      '["tool"]',
      `ghcr.io/astral-sh/uv:python${version}-bookworm-slim`,
    ),
  ],
  [
    'uv sync into another folder, editable',
    stages(
      'RUN pip install uv\nENV UV_PROJECT_ENVIRONMENT=/opt/venv\nRUN uv sync',
      'COPY --from=builder /build /build\nCOPY --from=builder /opt/venv /opt/venv',
      '["/opt/venv/bin/tool"]',
    ),
  ],
];

describe.skipIf(!isHere)('Python images of the usual kinds', { timeout: 240_000 }, () => {
  const { build, dataDir } = builder(temporaryFolder());

  it.each(images)('%s', async (_name, Dockerfile) => {
    await build({ ...files, Dockerfile });
    const { lines, code } = await runToEnd(dataDir, 'test', 'train');
    expect(lines).toEqual(['six 1.16.0']);
    expect(code).toBe(0);
  });

  it('are found by the version that FROM names, also where this machine has another', async () => {
    const other = '3.9';
    const { lines } = await build({
      ...files,
      Dockerfile: `FROM python:${other} AS builder\nCOPY . .\nRUN python${other} -m pip install -r requirements.txt\nFROM python:${other}-slim
COPY --from=builder /usr/local/lib/python${other}/site-packages /usr/local/lib/python${other}/site-packages\nCOPY train.py /\nENTRYPOINT ["python${other}", "/train.py"]\n`,
    });
    expect((await runToEnd(dataDir, 'test', 'train')).lines).toEqual(['six 1.16.0']);
    expect(lines.join('\n')).toContain(`it asks for Python ${other}, this machine runs Python `);
  });

  it('leave the machine’s own Python as it was', () => {
    expect(containerRuntime(host(dataDir)).name).toBe('process');
    expect(() => execFileSync('python3', ['-c', 'import app'], { stdio: 'pipe' })).toThrow();
  });
});
