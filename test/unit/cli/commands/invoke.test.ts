import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateModelPackageCommand, CreateModelPackageGroupCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import { liveOf } from '../../../../local/services/sagemaker/hosting/live.ts';
import { fakeIo } from '../fake-io.ts';
import { artifacts, champion, type InstalledWorld, installedWorld } from '../installed-world.ts';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0x1b);

/** A world whose endpoint answers this, and notes what it was asked. */
async function serving(answer: string | Uint8Array, status = 200) {
  const world = await installedWorld();
  const asked: { headers: Record<string, string>; body: string }[] = [];
  const ask = async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
    asked.push({ headers, body: Buffer.from(body).toString() });
    return { status, headers: { 'content-type': 'image/png' }, body: Buffer.from(answer as string) };
  };
  const choose = () => ({ name: 'AllTraffic', container: { ask } });
  liveOf(world.runtime.world, 'birds').current = Promise.resolve({
    start: async () => {},
    summaries: () => [],
    stop: async () => {},
    choose,
  });
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-invoke-'));
  writeFileSync(join(folder, 'cat.jpg'), 'cat');
  const call = async (words: string[] = [], terminal = false) => {
    const io = fakeIo({ terminal, cwd: folder });
    const code = await main(['invoke', 'birds', ...words, '--state-dir', world.dataDir], io, {});
    return { code, ...io.written };
  };
  return { world, asked, folder, call };
}

/** A release in service, whose samples are sent by rules of its own. */
async function released({ account, putState }: InstalledWorld): Promise<void> {
  const put = (name: string, Body: string) =>
    account.s3.send(new PutObjectCommand({ Bucket: artifacts, Key: `samples/birds/k/${name}`, Body }));
  await put('.DS_Store', 'no sample');
  await put('.sample-types.json', '[{"file":"*.jpg","contentType":"application/x-image","accept":"text/csv"}]');
  await put('deep/dog.jpg', 'dog');
  await account.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'trainyard-birds' }));
  const { ModelPackageArn = '' } = await account.sagemaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: 'trainyard-birds',
      CustomerMetadataProperties: { samples: `s3://${artifacts}/samples/birds/k/` },
    }),
  );
  await putState({ champion: champion(ModelPackageArn) });
}

describe('trainyard invoke', { timeout: 30_000 }, () => {
  it('sends a release’s sample, and a file of such a name, as verification sends it', async () => {
    const { world, asked, call } = await serving('1\n');
    await released(world);
    expect(await call()).toEqual({ code: 0, out: '1\n', err: "Asked with the release's sample deep/dog.jpg.\n" });
    await call(['--data', 'cat.jpg']);
    await call(['--data', 'cat.jpg', '--content-type', 'image/jpeg', '--accept', 'application/json']);
    expect(asked).toEqual([
      { body: 'dog', headers: { 'content-type': 'application/x-image', accept: 'text/csv' } },
      { body: 'cat', headers: { 'content-type': 'application/x-image', accept: 'text/csv' } },
      { body: 'cat', headers: { 'content-type': 'image/jpeg', accept: 'application/json' } },
    ]);
  });

  it('writes bytes as they came into a pipe and a file, and escaped to a terminal', async () => {
    const { call, folder } = await serving(png);
    expect(await call(['--data', 'cat.jpg'])).toMatchObject({ code: 0, out: Buffer.from(png).toString('latin1'), err: '' });
    const kept = await call(['--data', 'cat.jpg', '--output', 'answer.png'], true);
    expect(kept).toMatchObject({ out: '', err: 'Wrote 8 bytes of image/png to answer.png.\n' });
    expect(new Uint8Array(readFileSync(join(folder, 'answer.png')))).toEqual(png);
    expect(await call(['--data', 'cat.jpg'], true)).toMatchObject({
      out: '8 bytes: \\x89PNG\\r\\n\\x00\\x1b\n',
      err: 'These are 8 bytes of image/png, which is no text: --output FILE keeps them, and a pipe gets them as they are.\n',
    });
    expect(await call(['--data', 'cat.jpg', '--output', 'no/such/folder'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot write no/such/folder (ENOENT)'),
    });
  });

  it('gives a pipe no line end that did not come, and a terminal no escape that moves it', async () => {
    const { call } = await serving('a\x1b[2J');
    expect((await call(['--data', 'cat.jpg'])).out).toBe('a\x1b[2J');
    expect((await call(['--data', 'cat.jpg'], true)).out).toBe('a\\x1b[2J\n');
  });

  it('takes an empty answer', async () => {
    const { call } = await serving('');
    expect(await call(['--data', 'cat.jpg'])).toMatchObject({ code: 0, out: '', err: '' });
    expect(await call(['--data', 'cat.jpg'], true)).toMatchObject({ code: 0, out: '', err: 'The answer is empty.\n' });
  });

  it('says how a refused payload was sent, and refuses itself what no endpoint takes', async () => {
    const { call, folder, asked } = await serving('no \x07such type', 415);
    expect((await call(['--data', 'cat.jpg'])).err).toMatch(
      /its container answered \S+cat\.jpg \(sent as image\/jpeg, accept \*\/\*\) with 415: no \\x07such type/,
    );
    writeFileSync(join(folder, 'film.mp4'), Buffer.alloc(6_291_457));
    expect((await call(['--data', 'film.mp4'])).err).toMatch(/film\.mp4 has 6,291,457 bytes, and a real-time endpoint takes 6,291,456/);
    expect(asked).toHaveLength(1);
  });
});
