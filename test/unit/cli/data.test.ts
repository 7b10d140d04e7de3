import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, localAccount } from '../../../cli/account.ts';
import { prepareData, uploadData, uploadText } from '../../../cli/data.ts';
import { interruptOf } from '../../../cli/interrupt.ts';
import { type Runtime, startWorld } from '../../../local/runtime.ts';
import { fakeIo } from './fake-io.ts';

let folder: string;
let runtime: Runtime;
let account: Account;
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-data-'));
  runtime = await startWorld({ dataDir });
  account = localAccount(runtime.endpointUrl, dataDir);
  await account.s3.send(new CreateBucketCommand({ Bucket: 'data' }));
});
afterAll(async () => {
  await runtime.stop();
  rmSync(runtime.world.dataDir, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-model-'));
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const keys = async (Prefix: string) =>
  (await account.s3.send(new ListObjectsV2Command({ Bucket: 'data', Prefix }))).Contents?.map(({ Key }) => Key) ?? [];

const none = { uploaded: 0, unchanged: 0, removed: [], kept: [] };

describe('uploadData', () => {
  it('sends what is new or changed, leaves the rest, and removes what is gone', async () => {
    write('data/training/a.csv', '1');
    write('data/training/deep/b.csv', '2');
    write('data/.hidden', '');
    expect(await uploadData(account, 'data', 'birds', join(folder, 'data'))).toEqual({ ...none, uploaded: 2 });
    expect(await keys('birds/')).toEqual(['birds/training/a.csv', 'birds/training/deep/b.csv']);
    write('data/training/a.csv', 'changed');
    rmSync(join(folder, 'data/training/deep'), { recursive: true });
    write('data/evaluation/c.csv', '3');
    expect(await uploadData(account, 'data', 'birds', join(folder, 'data'))).toEqual({
      ...none,
      uploaded: 2,
      removed: ['training/deep/b.csv'],
    });
    expect(await uploadData(account, 'data', 'birds', join(folder, 'data'))).toEqual({ ...none, unchanged: 2 });
  });

  it('keeps what somebody else put there, and says so: trainings read it too', async () => {
    write('data/training/a.csv', '1');
    await uploadData(account, 'data', 'shared', join(folder, 'data'));
    const theirs = ['shared/training/theirs.csv', 'shared/training//deep//b.csv', 'shared/notes.txt'];
    for (const Key of theirs) await account.s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: 'x' }));
    rmSync(join(folder, 'data/training/a.csv'));
    write('data/training/b.csv', '2');
    const upload = await uploadData(account, 'data', 'shared', join(folder, 'data'));
    expect(upload).toMatchObject({ uploaded: 1, removed: ['training/a.csv'], kept: theirs.map((key) => key.slice(7)).sort() });
    expect(await keys('shared/')).toEqual([...theirs, 'shared/training/b.csv'].sort());
    expect(uploadText(upload, 'data')).toBe(
      '1 uploaded, 0 unchanged, 1 removed (training/a.csv), 3 kept that are not in data (notes.txt, training//deep//b.csv, training/theirs.csv)',
    );
  });

  it('touches no other model whose name begins alike', async () => {
    write('data/training/a.csv', '1');
    await uploadData(account, 'data', 'birds-two', join(folder, 'data'));
    rmSync(join(folder, 'data/training/a.csv'));
    await uploadData(account, 'data', 'birds', join(folder, 'data'));
    expect(await keys('birds-two/')).toEqual(['birds-two/training/a.csv']);
  });
});

describe('prepareData', () => {
  const model = (prepare?: string): Parameters<typeof prepareData>[0] => ({
    name: 'birds',
    file: join(folder, 'trainyard.yml'),
    folder,
    data: { folder: 'data', prepare },
  });

  it('runs the command only where the folder is absent', async () => {
    const prepare = 'mkdir -p data/training && echo ran >> log';
    expect(await prepareData(model(prepare), fakeIo())).toBe(join(folder, 'data'));
    expect(await prepareData(model('exit 1'), fakeIo())).toBe(join(folder, 'data'));
  });

  it('is content with no data at all', async () => {
    expect(await prepareData(model(), fakeIo())).toBeUndefined();
  });

  it('says what the command printed when it fails, and when it made no folder', async () => {
    await expect(prepareData(model('echo no network >&2; exit 3'), fakeIo())).rejects.toThrow(
      /data\.prepare of birds .* failed \(exit code 3\): no network/,
    );
    await expect(prepareData(model('true'), fakeIo())).rejects.toThrow('to make the folder data; it did not.');
  });

  it("shows a program's error and not the stack below it", async () => {
    const stack = Array.from({ length: 12 }, () => '    at run (node:internal:1:1)').join('\n');
    await expect(prepareData(model(`printf 'Error: no network\n${stack}\n\nNode.js v20\n'; exit 1`), fakeIo())).rejects.toThrow(
      /failed \(exit code 1\): Error: no network$/,
    );
  });

  it('leaves no half of the data behind, which the next run would take for all of it', async () => {
    await expect(prepareData(model('mkdir -p data/training && exit 1'), fakeIo())).rejects.toThrow('exit code 1');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('ends the command and all it started on Ctrl+C', async () => {
    const controller = new AbortController();
    const running = prepareData(model('sleep 60 & sleep 60'), fakeIo({ interrupt: interruptOf(controller.signal) }));
    setTimeout(() => controller.abort(new Error('Ctrl+C')), 100);
    await expect(running).rejects.toThrow('Ctrl+C');
  });
});
