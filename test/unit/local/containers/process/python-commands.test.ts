import { describe, expect, it } from 'vitest';
import { planRun } from '../../../../../local/containers/process/run-plan.ts';

const plan = (script: string, variables: Record<string, string> = {}) => planRun(script, '/R', '/w', variables);

describe('a RUN of Python’s tools', () => {
  it.each([
    ['pip3.11 install x', 'pip3.11 install x'],
    ['/opt/venv/bin/pip install x', '/R/opt/venv/bin/pip install x'],
    ['venv/bin/python -m pip install x', 'venv/bin/python -m pip install x'],
    ['. /opt/venv/bin/activate && pip install x', '. /R/opt/venv/bin/activate && pip install x'],
    ['source .venv/bin/activate && pip install x', 'source .venv/bin/activate && pip install x'],
    ['pip install --prefix=/install --target /t x', 'pip install --prefix=/R/install --target /R/t x'],
    ['virtualenv /opt/venv && python3.11 -m venv --copies /v', 'virtualenv /R/opt/venv && python3.11 -m venv --copies /R/v'],
    // A virtual environment, which the image's Python is here, has no user's packages.
    ['pip install --no-cache-dir --user -r r.txt', 'pip install --no-cache-dir --prefix=/R/root/.local -r r.txt'],
    ['python3 -m pip install --user x', 'python3 -m pip install --prefix=/R/root/.local x'],
    // uv would take this machine's Python for the system's.
    ['uv pip install --system x', 'uv pip install --python=/R/usr/local/bin/python x'],
    ['/uv pip install x', '/R/uv pip install x'],
    ['/bin/uv -q --directory /a pip install --system x', '/R/bin/uv -q --directory /R/a pip install --python=/R/usr/local/bin/python x'],
    ['python -m uv pip install --system x', 'python -m uv pip install --python=/R/usr/local/bin/python x'],
    ['UV_SYSTEM_PYTHON=1 uv pip sync r.txt', 'UV_SYSTEM_PYTHON=1 uv pip sync --python=/R/usr/local/bin/python r.txt'],
    ['uv pip install --system --python 3.11 x', 'uv pip install  --python 3.11 x'],
    ['uv venv /opt/venv', 'UV_PYTHON=/R/usr/local/bin/python uv venv /R/opt/venv'],
    ['uv sync --frozen', 'UV_PYTHON=/R/usr/local/bin/python uv sync --frozen'],
    ['uv venv --python 3.11', 'uv venv --python 3.11'],
    ['uv pip install x', 'uv pip install x'],
  ])('%s', (script, moved) => {
    expect(plan(script).script).toBe(moved);
  });

  it('follows the image’s variables', () => {
    expect(plan('uv pip install x', { UV_SYSTEM_PYTHON: '1' }).script).toBe('uv pip install --python=/R/usr/local/bin/python x');
    expect(plan('uv sync', { UV_PYTHON: '/usr/local/bin/python3.11' }).script).toBe('uv sync');
    expect(plan('pip install --user x', { HOME: '/home/app' }).script).toBe('pip install --prefix=/R/home/app/.local x');
  });

  it('needs the image’s own Python, but not where a virtual environment brings it', () => {
    const needs = (script: string) => plan(script).needsPython;
    expect(['pip3.11 list', 'python3.11 x.py', 'virtualenv v', '/opt/venv/bin/pip list', 'uv sync'].map(needs)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['poetry install', 'poetry decides by settings of its own where it installs'],
    ['pipenv install --system', 'pipenv decides by settings of its own'],
    ['conda install x', 'conda brings a Python and packages of its own'],
    ['/opt/conda/bin/mamba install x', 'mamba brings a Python'],
    ['uv python install 3.12', 'uv python install would fetch another Python'],
    ['uv tool install ruff', 'uv tool install would change more than the image'],
    ['pip install --root=/x y', 'pip --root would put'],
    ['. ./activate', 'can run anything'],
    ['/opt/venv/pip install', 'is none of the commands'],
  ])('refuses %s with its reason', (script, why) => {
    expect(() => plan(script)).toThrow(why);
  });
});
