import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { example, serve, trainingFolder } from './fixture.ts';
import { refusedRequests } from './refusals.ts';

function folderWithModel(): string {
  const base = trainingFolder({});
  mkdirSync(join(base, 'model'));
  writeFileSync(join(base, 'model/model.json'), JSON.stringify({ format: 1, bias: -2, weights: { 'Wildlife Size=Large': 2 } }));
  return base;
}

const post = (url: string, body: string | Buffer, type = 'application/json', accept?: string) =>
  fetch(`${url}/invocations`, { method: 'POST', body, headers: { 'content-type': type, ...(accept ? { accept } : {}) } });

it('answers one record with an object, several with an array', async () => {
  const { url } = await serve(folderWithModel());
  expect((await fetch(`${url}/ping`)).status).toBe(200);
  expect(await (await post(url, '{"Wildlife Size":"Large"}')).json()).toEqual({ probability: 0.5 });
  expect(await (await post(url, '[{"Wildlife Size":"Large"},{"Wildlife Size":"Small"}]')).json()).toEqual([
    { probability: 0.5 },
    { probability: 0.119203 },
  ]);
});

it('reads CSV with a header and writes CSV when asked for', async () => {
  const { url } = await serve(folderWithModel());
  const body = 'Wildlife Size,Time of day\nLarge,Day\nSmall,\n';
  expect(await (await post(url, body, 'text/csv; charset=utf-8')).json()).toEqual([{ probability: 0.5 }, { probability: 0.119203 }]);
  const answer = await post(url, body, 'text/csv', 'text/csv');
  expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/csv', '0.500000\n0.119203\n']);
});

it.each(refusedRequests)('answers %i to %s as %s', async (status, body, type, error) => {
  const { url } = await serve(folderWithModel());
  const answer = await post(url, body, type);
  expect(answer.status).toBe(status);
  expect((await answer.json()) as object).toEqual({ error: typeof error === 'string' ? error : expect.stringMatching(error) });
});

it('refuses a body over 6 MB, another path and another method', async () => {
  const { url } = await serve(folderWithModel());
  expect((await post(url, Buffer.alloc(6 * 1024 * 1024 + 1, ' '))).status).toBe(413);
  expect((await fetch(`${url}/`)).status).toBe(404);
  expect((await fetch(`${url}/invocations`)).status).toBe(405);
});

it('is not healthy without a model', async () => {
  const { url } = await serve(trainingFolder({}));
  expect((await fetch(`${url}/ping`)).status).toBe(503);
  expect((await post(url, '{"Wildlife Size":"Large"}')).status).toBe(503);
});

it('ends well on SIGTERM', async () => {
  const { url, child } = await serve(folderWithModel());
  await fetch(`${url}/ping`);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('answers its own samples', async () => {
  const { url } = await serve(folderWithModel());
  for (const name of readdirSync(join(example, 'samples'))) {
    const answer = await post(url, readFileSync(join(example, 'samples', name)), name.endsWith('.csv') ? 'text/csv' : 'application/json');
    expect([name, answer.status]).toEqual([name, 200]);
  }
});
