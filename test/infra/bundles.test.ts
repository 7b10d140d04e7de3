import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions } from '../../lambdas/contract/functions.ts';
import { modelFolder, settingsOf } from './synthesize.ts';

describe('the bundles that `node build.mjs` makes', () => {
  it('have one file for each function of the contract, below 450 kB', () => {
    expect(readdirSync('dist/lambdas').sort()).toEqual(Object.keys(functions).sort());
    for (const name of Object.keys(functions)) {
      expect(readdirSync(`dist/lambdas/${name}`)).toEqual(['index.cjs']);
      expect(statSync(`dist/lambdas/${name}/index.cjs`).size, name).toBeLessThan(450_000);
    }
  });

  it('leave out the credentials that a function never has', () => {
    for (const name of Object.keys(functions)) {
      expect(readFileSync(`dist/lambdas/${name}/index.cjs`, 'utf8')).not.toMatch(/sso_start_url|web_identity_token_file/);
    }
  });

  it('can be executed where people or builds do so', () => {
    for (const file of ['trainyard.mjs', 'build-tools.mjs', 'bin/docker.mjs', 'bin/aws.mjs']) {
      expect(statSync(`dist/${file}`).mode & 0o111, file).not.toBe(0);
      expect(readFileSync(`dist/${file}`, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  it('are left as they are when nothing changed', () => {
    const build = () => spawnSync(process.execPath, ['build.mjs'], { encoding: 'utf8' });
    build();
    const before = statSync('dist/infra.cjs').mtimeMs;
    const { status, stdout, stderr } = build();
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(statSync('dist/infra.cjs').mtimeMs).toBe(before);
  });
});

describe('the app from its bundle', () => {
  const infra = (...args: readonly string[]) => spawnSync(process.execPath, ['dist/infra.mjs', ...args], { encoding: 'utf8' });

  it('writes a cloud assembly, says nothing, and leaves no assets of earlier ones', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'trainyard-cdk-'));
    const folder = modelFolder(settingsOf('birds'));
    const assets = () => readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    expect(infra('--outdir', outdir, '--models', folder)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const first = assets();
    writeFileSync(join(folder, 'more.txt'), 'more');
    expect(infra('--outdir', outdir, '--models', folder)).toMatchObject({ status: 0 });
    expect(assets()).toHaveLength(first.length);
    expect(assets()).not.toEqual(first);
    expect(readdirSync(outdir)).toContain('Trainyard-birds.template.json');
  });

  it('ends with one line for each fault, and no trace', () => {
    const folder = modelFolder(settingsOf('birds').replace('threshold', 'treshold'));
    const { status, stderr } = infra('--models', folder, '--outdir', mkdtempSync(join(tmpdir(), 'trainyard-cdk-')));
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/trainyard\.yml: evaluation\.threshold: missing: it has no default$/),
      expect.stringMatching(/trainyard\.yml: evaluation\.treshold: unknown; did you mean "threshold"\?$/),
    ]);
  });
});
