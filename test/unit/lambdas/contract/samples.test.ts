import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  parseSampleTypes,
  payloadLimit,
  sampleProblems,
  sampleRequest,
  samplesOf,
  sampleTypes,
} from '../../../../lambdas/contract/samples.ts';

const any = '*/*';

describe('a sample’s request', () => {
  it.each([
    ['one.json', 'application/json'],
    ['rows.jsonl', 'application/jsonlines'],
    ['rows.ndjson', 'application/jsonlines'],
    ['row.csv', 'text/csv'],
    ['cat.jpg', 'image/jpeg'],
    ['CAT.JPEG', 'image/jpeg'],
    ['a.b/cat.png', 'image/png'],
    ['word.wav', 'audio/wav'],
    ['page.pdf', 'application/pdf'],
    ['x.npy', 'application/x-npy'],
    ['x.parquet', 'application/x-parquet'],
    ['rows.libsvm', 'text/libsvm'],
    ['rows.csv.gz', 'application/gzip'],
    ['unknown.xyz', 'application/octet-stream'],
    ['a.csv/none', 'application/octet-stream'],
  ])('%s is sent as %s, whatever is to come back', (path, contentType) => {
    expect(sampleRequest(path)).toEqual({ contentType, accept: any });
  });

  it('follows the first rule that fits and names the member, the file’s name otherwise', () => {
    const rules = [
      { file: 'cat.jpg', accept: 'text/csv' },
      { file: 'faces/*', accept: 'image/png' },
      { file: '*.jpg', contentType: 'application/x-image' },
      { file: '*', accept: 'application/json' },
    ];
    expect(sampleRequest('cat.jpg', rules)).toEqual({ contentType: 'application/x-image', accept: 'text/csv' });
    expect(sampleRequest('deep/faces/a.JPG', rules)).toEqual({ contentType: 'application/x-image', accept: 'image/png' });
    expect(sampleRequest('faces/deep/a.png', rules)).toEqual({ contentType: 'image/png', accept: 'application/json' });
    // The end of the path: a payload of this machine is sent like the sample of its name.
    expect(sampleRequest('/home/me/model/samples/cat.jpg', rules)).toEqual({ contentType: 'application/x-image', accept: 'text/csv' });
  });

  it('has patterns that mean what a shell means by them, and take no time', () => {
    const fits = (file: string, path: string) => sampleRequest(path, [{ file, accept: 'yes' }]).accept === 'yes';
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '+'), minLength: 1, maxLength: 8 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '(', '+', '*'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(name, glob, (path, file) => {
        const regex = file.split('*').map((text) => text.replace(/[.(+]/g, '\\$&'));
        expect(fits(file, path)).toBe(new RegExp(`^${regex.join('.*')}$`).test(path));
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(fits('*a'.repeat(100), 'a'.repeat(240))).toBe(true);
    expect(fits(`${'a*'.repeat(99)}b`, 'a'.repeat(240))).toBe(false);
  });
});

describe('rules', () => {
  const isValid = (rule: object) => v.safeParse(sampleTypes, [rule]).success;

  it('take media types with parameters and Accept lists, and nothing that would break a header', () => {
    expect(isValid({ file: '*', contentType: 'text/csv; header=present; charset="utf-8"', accept: 'text/csv;q=0.9, */*' })).toBe(true);
    for (const contentType of ['csv', 'text/csv\r\nX-Evil: 1', 'text/', '', 'text/ö'])
      expect(isValid({ file: '*', contentType })).toBe(false);
    for (const accept of ['', 'text/csv\n', 'tëxt/csv']) expect(isValid({ file: '*', accept })).toBe(false);
    expect(isValid({ contentType: 'text/csv' })).toBe(false);
    expect(v.safeParse(sampleTypes, Array(9).fill({ file: 'a'.repeat(100), accept: 'b' })).success).toBe(false);
  });

  it('are none where an older release stored none', () => {
    expect(parseSampleTypes('')).toEqual([]);
    expect(parseSampleTypes('[{"file":"*","accept":"text/csv"}]')).toEqual([{ file: '*', accept: 'text/csv' }]);
    expect(() => parseSampleTypes('{"file":"*"}')).toThrow('Array');
  });
});

describe('a samples folder', () => {
  const files = [
    { path: 'b.json', bytes: 1 },
    { path: '.DS_Store', bytes: 6 },
    { path: 'a/z.json', bytes: 1 },
    { path: '.git/config', bytes: 9 },
    { path: 'empty.csv', bytes: 0 },
    { path: 'B.json', bytes: 1 },
  ];

  it('is sent in one order, without hidden and empty files', () => {
    expect(samplesOf(files).map(({ path }) => path)).toEqual(['B.json', 'a/z.json', 'b.json']);
  });

  it('is refused for what an endpoint does not take, and for rules that fit nothing', () => {
    expect(sampleProblems([...files, { path: 'most.png', bytes: payloadLimit }])).toEqual([]);
    expect(sampleProblems([...files, { path: 'film.mp4', bytes: payloadLimit + 1 }], [{ file: 'cat.jpg' }, { file: '*.json' }])).toEqual([
      'the sample film.mp4 has 6,291,457 bytes, and a real-time endpoint takes 6,291,456 (6 MiB) at most: send a smaller one',
      'deployment.sampleTypes: "cat.jpg" fits no file of the samples: correct or remove it',
    ]);
  });
});
