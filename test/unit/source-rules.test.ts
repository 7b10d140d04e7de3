import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
// What git tracks and what is not ignored: the files a commit would hold.
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
const source = files
  .filter((f) => /^(lambdas|local|cli|infra|buildspecs)\/.*\.ts$/.test(f))
  .map((f) => ({ file: f, text: readFileSync(join(root, f), 'utf8') }));

/** Lines of code (comments left out) that match, as `file:line`. */
function places(pattern: RegExp, except: readonly string[] = []): string[] {
  return source
    .filter(({ file }) => !except.includes(file))
    .flatMap(({ file, text }) =>
      text
        .split('\n')
        .flatMap((line, i) => (/^\s*(\/\/|\*|\/\*)/.test(line) || !pattern.test(line) ? [] : [`${file}:${i + 1} ${line.trim()}`])),
    );
}

describe('the lock file', () => {
  it('names the binaries of every platform, which npm leaves out when it writes the file beside a node_modules of one', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
    expect(wanted.length).toBeGreaterThan(30);
    expect(wanted.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});

describe('the source', () => {
  it('reads the time, sets timers and draws random numbers in the clock files only', () => {
    const clocks = ['local/clock.ts', 'lambdas/shared/clock.ts', 'cli/clock.ts', 'buildspecs/tools/clock.ts'];
    expect(places(/\bDate\.now\b|new Date\(\)|\bsetTimeout\b|\bsetInterval\b|Math\.random|performance\.now|randomUUID/, clocks)).toEqual(
      [],
    );
  });

  it('has no handler above 25 lines', () => {
    const long = source.filter(({ file, text }) => file.endsWith('/handler.ts') && text.trimEnd().split('\n').length > 25);
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it('never asks in a handler whether it runs locally', () => {
    const asks = places(/TRAINYARD_LOCAL|isLocal|AWS_ENDPOINT_URL|127\.0\.0\.1|localhost/);
    // What a server in a container listens on is read there, wherever the container runs.
    expect(asks.filter((p) => p.startsWith('lambdas/') && !p.startsWith('lambdas/contract/listeners.ts'))).toEqual([]);
  });

  it('makes SDK clients of handlers in lambdas/shared only', () => {
    expect(places(/new \w+Client\(/).filter((p) => p.startsWith('lambdas/') && !p.startsWith('lambdas/shared/'))).toEqual([]);
  });

  it('listens on the loopback address only', () => {
    expect(places(/\.listen\(/).filter((p) => !p.includes("'127.0.0.1'"))).toEqual([]);
    // A model's server must listen on all addresses: these read and say so.
    const read = ['lambdas/contract/listeners.ts', 'local/containers/process/listening.ts'];
    expect(places(/0\.0\.0\.0/).filter((p) => !read.some((file) => p.startsWith(file)))).toEqual([]);
  });
});
