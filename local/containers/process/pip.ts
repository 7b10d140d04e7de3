import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What pip is told in a RUN: packages fetched once are not fetched by every build, and compiled files hold a hash of their source instead of
 * its time, which does not survive the copying of layers: without that every start would compile anew what it imports.
 */
export function pipSettings(): Record<string, string> {
  const caches = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return {
    PIP_CACHE_DIR: join(caches, 'pip'),
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    // Should a Python of this machine ever be asked: it is not the image's.
    PIP_REQUIRE_VIRTUALENV: '1',
    // It would leave a process behind that looks for newer wheels.
    VIRTUALENV_NO_PERIODIC_UPDATE: '1',
    SOURCE_DATE_EPOCH: '315532800',
    ...given(),
  };
}

/** From the user's pip settings only what says where packages come from; never a password in an address. */
export function pipConfiguration(): string {
  const files = ['.config/pip/pip.conf', '.pip/pip.conf', 'Library/Application Support/pip/pip.conf'].map((path) => join(homedir(), path));
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const kept = lines.filter((line) => /^\s*(index-url|extra-index-url|find-links|trusted-host|cert|proxy|timeout)\s*=/.test(line));
  return `[global]\n${kept.filter((line) => !hasPassword(line)).join('\n')}\n`;
}

/** Where pip fetches from, by pip's names without the PIP_: a tool of another name is told the same. */
export function packageSource(name: 'INDEX_URL' | 'EXTRA_INDEX_URL' | 'FIND_LINKS'): string | undefined {
  const key = name.toLowerCase().replaceAll('_', '-');
  return given()[`PIP_${name}`] ?? new RegExp(`^\\s*${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(pipConfiguration())?.[1];
}

function given(): Record<string, string> {
  const names = ['INDEX_URL', 'EXTRA_INDEX_URL', 'FIND_LINKS', 'TRUSTED_HOST', 'CERT', 'PROXY', 'DEFAULT_TIMEOUT'].map(
    (name) => `PIP_${name}`,
  );
  // biome-ignore lint/style/noProcessEnv: where packages come from is the machine's, not the image's.
  const values = names.map((name) => [name, process.env[name] ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== '' && !hasPassword(value)));
}

const hasPassword = (text: string) => /\/\/[^/\s]*@/.test(text);
