import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatManifest } from '../../../../lambdas/contract/manifest.ts';
import { type ImageInputs, imageKey } from '../../../../lambdas/shared/image-key.ts';

const manifest = (files: Record<string, string>) =>
  formatManifest(
    Object.entries(files).map(([path, content]) => ({
      path,
      executable: false,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  );
const files = {
  'train/Dockerfile': 'FROM scratch',
  'train/main.mjs': '1',
  'train/test.mjs': '2',
  'serve/main.mjs': '3',
  'samples/a.json': '{}',
};
const inputs: ImageInputs = {
  manifest: manifest(files),
  context: 'train',
  paths: [],
  dockerfile: 'Dockerfile',
  arguments: { B: '2', A: '1' },
  platform: 'linux/amd64',
  buildspecHash: 'h',
  samples: '',
};
const changed = (path: string) => ({ manifest: manifest({ ...files, [path]: 'other' }) });
const key = imageKey(inputs);

describe('the image key', () => {
  it('is 64 hex digits, whatever way the same inputs are written', () => {
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(imageKey({ ...inputs, context: './train/', dockerfile: './Dockerfile', arguments: { A: '1', B: '2' } })).toBe(key);
  });

  it.each([
    ['a file of the context', changed('train/main.mjs')],
    ['the Dockerfile', changed('train/Dockerfile')],
    ['a new file of the context', changed('train/new.mjs')],
    ['a build argument', { arguments: { A: '1' } }],
    ['the platform', { platform: 'linux/arm64' }],
    ['the buildspec', { buildspecHash: 'i' }],
    ['samples where there were none', { samples: 'samples' }],
    ['a narrower list of paths', { paths: ['train/main.mjs'] }],
    ['an execution bit', { manifest: inputs.manifest.toString().replace(/- train\/main/, 'x train/main') }],
  ] satisfies [string, Partial<ImageInputs>][])('changes with %s', (_, change) => {
    expect(imageKey({ ...inputs, ...change })).not.toBe(key);
  });

  it('does not change with what the image does not depend on', () => {
    expect(imageKey({ ...inputs, ...changed('serve/main.mjs') })).toBe(key);
    expect(imageKey({ ...inputs, ...changed('samples/a.json') })).toBe(key);
    const narrow = { ...inputs, paths: ['train/main.mjs'] };
    expect(imageKey({ ...narrow, ...changed('train/test.mjs') })).toBe(imageKey(narrow));
    expect(imageKey({ ...narrow, ...changed('train/Dockerfile') })).not.toBe(imageKey(narrow));
  });

  it('follows the samples folder of an inference image', () => {
    const withSamples = { ...inputs, samples: 'samples' };
    expect(imageKey({ ...withSamples, ...changed('samples/a.json') })).not.toBe(imageKey(withSamples));
    expect(imageKey({ ...withSamples, ...changed('samples-old/a.json') })).toBe(imageKey(withSamples));
    expect(imageKey({ ...withSamples, sampleTypes: '[{"file":"*"}]' })).not.toBe(imageKey(withSamples));
    // A model without rules keeps the key it had before there were any.
    expect(imageKey({ ...withSamples, sampleTypes: '' })).toBe(imageKey(withSamples));
  });

  it('refuses a Dockerfile, path or context that is not there as a wrong setting', () => {
    const refused = (change: Partial<ImageInputs>) => {
      try {
        return imageKey({ ...inputs, ...change });
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    };
    expect(refused({ dockerfile: 'Dockerfle' })).toBe(
      'InvalidSettings: the Dockerfile "train/Dockerfle" is not in the source: expected a file at that path; there is train/Dockerfile',
    );
    expect(refused({ samples: 'sampels' })).toBe(
      'InvalidSettings: the samples folder "sampels" (deployment.samples) names no file of the source: correct it, or put payloads there',
    );
    expect(refused({ paths: ['serve'] })).toContain('the path "serve" names no file of the build context "train"');
    expect(refused({ context: '../x' })).toContain('leads out of the source');
    expect(refused({ samples: '/etc' })).toContain('the samples folder "/etc" leads out of the source');
  });
});
