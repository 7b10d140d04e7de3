import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../../../../local/server/create-world.ts';
import { pageOf } from '../../../../../local/services/paging.ts';
import { services } from '../../../../../local/services/registry.ts';
import { MemoryStore } from '../../../../../local/store.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import type { Bench, Paged } from './bench.ts';
import { lists } from './lists.ts';
import { moreLists } from './more-lists.ts';

const all = [...lists, ...moreLists];

/** A world in memory and a call as its root, without any listener. */
function bench(): Bench {
  const dataDir = mkdtempSync(join(tmpdir(), 'paging-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const clock = new VirtualClock();
  const { world } = createWorld({ dataDir, clock, store: new MemoryStore(), onBackgroundError: () => {} });
  return { world, clock, call: (service, operation, input = {}) => world.call(service as never, operation, input) };
}

/** What happens between two pages. */
interface Change {
  readonly what: 'add' | 'remove' | 'touch';
  readonly which: number;
}

const changes = fc.array(
  fc.array(fc.record<Change>({ what: fc.constantFrom('add', 'remove', 'touch'), which: fc.nat() }), { maxLength: 3 }),
  { maxLength: 8 },
);

/** Pages through a list while it changes. @returns what was given, in order, and what was there throughout */
async function pageThrough(row: Paged, plan: readonly (readonly Change[])[]): Promise<{ given: string[]; throughout: string[] }> {
  const world = bench();
  const [service, operation] = row.operation.split(' ') as [string, string];
  const [asked, answered] = row.token ?? ['nextToken', 'nextToken'];
  await row.prepare?.(world);
  const there = new Set<string>();
  const add = async () => {
    const id = `n${String(created++).padStart(4, '0')}`;
    await row.add(world, id);
    there.add(id);
    await world.clock.advance(1);
  };
  let created = 0;
  for (let i = 0; i < (row.fixed ?? 7); i++) await add();
  const list = (token?: string) =>
    world.call(service, operation, { ...row.input, ...(row.size && { [row.size]: 2 }), ...(token && { [asked]: token }) });
  let answer = await list();
  const first = row.ids(await world.call(service, operation, { ...row.input, ...(row.size && !row.fixed && { [row.size]: 10 }) }));
  const given = row.ids(answer);
  const throughout = new Set(row.fixed ? there : first);
  for (let page = 0; answer[answered]; page++) {
    if (page > 500) throw new Error(`${row.operation} does not end`);
    for (const { what, which } of plan[page] ?? []) {
      const ids = [...there];
      const id = ids[which % ids.length] as string;
      if (what === 'add') await add();
      else if (what === 'touch') await row.touch?.(world, id);
      else if (row.remove && ids.length > 1) {
        await row.remove(world, id);
        there.delete(id);
        throughout.delete(id);
      }
      await world.clock.advance(1);
    }
    answer = await list(answer[answered]);
    given.push(...row.ids(answer));
  }
  return { given, throughout: [...throughout] };
}

describe.each(all.map((row) => [row.operation, row] as const))('%s', (_name, row) => {
  it('gives everything that is there throughout once, whatever comes, goes or moves between its pages', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (plan) => {
        const { given, throughout } = await pageThrough(row, plan);
        expect(new Set(given).size).toBe(given.length);
        expect(throughout.filter((id) => !given.includes(id))).toEqual([]);
      }),
      { numRuns: row.fixed ? 4 : 12, seed: 7 },
    );
  });

  it('refuses a token that is none, and that of another list', async () => {
    const world = bench();
    const [service, operation] = row.operation.split(' ') as [string, string];
    const [asked, answered] = row.token ?? ['nextToken', 'nextToken'];
    await row.prepare?.(world);
    for (let i = 0; i < (row.fixed ?? 4); i++) await row.add(world, `n${String(i).padStart(4, '0')}`);
    const list = (input?: object, token?: string) =>
      world.call(service, operation, { ...input, ...(row.size && { [row.size]: 2 }), ...(token && { [asked]: token }) });
    const foreign = pageOf({ of: 'Foreign', asked: {}, items: [1, 2], place: (n) => [n], size: 1, token: undefined, refusal: Error }).next;
    for (const token of ['nonsense', 'MQ', '2', 'WzEsMl0', foreign]) {
      await expect(list(row.input, token), String(token)).rejects.toMatchObject({ name: row.refusal });
    }
    if (row.other === undefined) return;
    const own = (await list(row.input))[answered] as string;
    await expect(list(row.other, own)).rejects.toMatchObject({ name: row.refusal });
  });
});

describe('s3 ListObjectVersions', () => {
  it('goes on after versions that were deleted since they were given, as who empties a bucket does', async () => {
    const { call } = bench();
    await call('s3', 'CreateBucket', { Bucket: 'bucket' });
    await call('s3', 'PutBucketVersioning', { Bucket: 'bucket', VersioningConfiguration: { Status: 'Enabled' } });
    for (const Key of ['a', 'b', 'b', 'b', 'b', 'b', 'c', 'c']) await call('s3', 'PutObject', { Bucket: 'bucket', Key, Body: 'x' });
    let markers = {};
    let given = 0;
    for (let truncated = true; truncated; ) {
      const page = await call('s3', 'ListObjectVersions', { Bucket: 'bucket', MaxKeys: 2, ...markers });
      given += page.Versions.length;
      for (const { Key, VersionId } of page.Versions) await call('s3', 'DeleteObject', { Bucket: 'bucket', Key, VersionId });
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      truncated = page.IsTruncated;
    }
    expect(given).toBe(8);
    expect((await call('s3', 'ListObjectVersions', { Bucket: 'bucket' })).Versions).toEqual([]);
  });

  it('takes the id of a version for a marker', async () => {
    const { call } = bench();
    await call('s3', 'CreateBucket', { Bucket: 'bucket' });
    await call('s3', 'PutBucketVersioning', { Bucket: 'bucket', VersioningConfiguration: { Status: 'Enabled' } });
    for (const Body of ['1', '2', '3']) await call('s3', 'PutObject', { Bucket: 'bucket', Key: 'a', Body });
    const { Versions } = await call('s3', 'ListObjectVersions', { Bucket: 'bucket' });
    const rest = await call('s3', 'ListObjectVersions', { Bucket: 'bucket', KeyMarker: 'a', VersionIdMarker: Versions[0].VersionId });
    expect(rest.Versions.map(({ VersionId }: { VersionId: string }) => VersionId)).toEqual([Versions[1].VersionId, Versions[2].VersionId]);
  });
});

describe('the table', () => {
  it('has every operation with a token but those of S3, which goes by keys, of log events, which have places, and of tags, which fit one page', () => {
    const tokens = ['nextToken', 'NextToken', 'Marker', 'ContinuationToken', 'KeyMarker'];
    const paged = services.flatMap(({ name, operations }) =>
      operations.filter(({ input }) => tokens.some((token) => token in input)).map((operation) => `${name} ${operation.name}`),
    );
    const others = ['sagemaker ListTags', 'logs GetLogEvents', 's3 ListObjects', 's3 ListObjectsV2', 's3 ListObjectVersions'];
    expect([...new Set(all.map(({ operation }) => operation)), ...others].sort()).toEqual(paged.sort());
  });
});
