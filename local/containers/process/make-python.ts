import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerError } from '../errors.ts';
import { call } from './call.ts';
import { hostPath, pythonFolder } from './environment.ts';
import { pipSettings } from './pip.ts';
import { makePortable } from './portable.ts';
import type { HostPython } from './python.ts';

/**
 * Makes the image's own Python where an official image has it, in /usr/local: a virtual environment, so that the machine's Python and its
 * packages stay out of it, and what is copied from one stage's /usr/local to another's is where it belongs.
 * @param wanted the version that FROM names: where this machine's is another, that one's names of programs and folders are there too
 */
export async function makePython(
  { program, version }: HostPython,
  root: string,
  onLine: (line: string) => void,
  wanted = '',
): Promise<void> {
  const home = mkdtempSync(join(root, '.home-'));
  const folder = join(root, pythonFolder);
  const options = { cwd: root, env: { ...pipSettings(), PATH: hostPath(), HOME: home } };
  const status = await call([program, '-m', 'venv', folder], options, onLine);
  rmSync(home, { recursive: true });
  if (status !== 0) throw new ContainerError(`${program} -m venv failed with code ${status}: see the lines before this one`);
  const bin = join(folder, 'bin');
  // An installation of Python, as which it stands here, has none.
  for (const name of readdirSync(bin).filter((file) => /^activate/i.test(file))) rmSync(join(bin, name));
  const [major, minor] = version.split('.');
  const own = `${major}.${minor}`;
  if (/^\d+\.\d+$/.test(wanted) && wanted !== own) {
    symlinkSync(`python${own}`, join(folder, 'lib', `python${wanted}`));
    symlinkSync('python3', join(bin, `python${wanted}`));
    symlinkSync('pip3', join(bin, `pip${wanted}`));
  }
  const packages = join(folder, 'lib', `python${own}`, 'site-packages');
  if (existsSync(packages)) writeFileSync(join(packages, 'trainyard_user.pth'), userPackages(own));
  makePortable(root);
}

/** A virtual environment does not look into the user's packages, where `pip install --user` puts them: root's are the image's. */
function userPackages(version: string): string {
  const candidates = `os.environ.get('PYTHONUSERBASE'), os.path.expanduser('~/.local'), os.path.join(sitedir, '../../../../../root/.local')`;
  const path = `os.path.normpath(os.path.join(b, 'lib/python${version}/site-packages'))`;
  // A nested scope of what site.py executes sees site.py's own names only: hence addsitedir without its module.
  return `import os; [addsitedir(p) for p in [${path} for b in (${candidates}) if b] if os.path.isdir(p)]\n`;
}
