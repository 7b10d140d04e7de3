import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Checkers that others wrote, each pinned: a new rule of theirs shall not break a build of ours on some morning. */
const pythonTools = ['cfn-lint==1.58.0', 'ministack==1.5.33'];
const npmTools = ['asl-validator@4.0.0', 'amazon-states-language-service@1.16.1', 'vscode-languageserver-textdocument@1.0.12'];

/** What a program said and how it ended; a failure is an answer here, not an error. */
export async function said(file: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  try {
    const { stdout, stderr } = await execute(file, [...args], { maxBuffer: 2 ** 26 });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : 127, text: stdout + stderr || String(error) };
  }
}

/** The folder with the Python tools' commands, installed at the first use; undefined where there is no python3 that can. */
export async function pythonBin(tools: readonly string[] = pythonTools): Promise<string | undefined> {
  if ((await said('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'])).code !== 0) return undefined;
  return installed('python', tools, async (folder) => {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...tools]);
  }).then((folder) => join(folder, 'bin'));
}

/** The folder whose node_modules has the npm tools. Not dependencies of ours: nobody else needs their forty packages. */
export function npmFolder(): Promise<string> {
  return installed('npm', npmTools, async (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    await execute('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, ...npmTools]);
  });
}

/** Kept in the temporary folder for the next time, by the list's own versions; a half-done one is done again. */
async function installed(kind: string, tools: readonly string[], install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(tmpdir(), `trainyard-others-${kind}-${tools.map((tool) => tool.replace(/^.*[=@]/, '')).join('-')}`);
  const done = join(folder, 'installed');
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    await install(folder);
    writeFileSync(done, '');
  }
  return folder;
}
