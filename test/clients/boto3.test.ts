import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ClientWorld, clientWorld } from './client-world.ts';

const clients = inject('clients');
const tour = join(import.meta.dirname, 'python/tour.py');
// Its functions, in their order.
const steps = [...readFileSync(tour, 'utf8').matchAll(/^def (\w+)\(\):/gm)].map(
  ([, name = '']) => [name.replaceAll('_', ' '), name] as const,
);

let here: ClientWorld;
beforeAll(async () => {
  if (clients) here = await clientWorld();
});
afterAll(() => here?.world.close());

describe.skipIf(!clients)('boto3 of today, told by AWS_ENDPOINT_URL where the world is', () => {
  it.each(steps)('%s', async (_, name) => {
    const ENDPOINT = here.world.runtime.endpointUrl;
    expect(await here.run(join(clients?.current ?? '', 'python'), [tour, name], { ENDPOINT, AWS_ENDPOINT_URL: ENDPOINT })).toBe('');
  });

  it('starts a run and waits for it, by the cell of the README', async () => {
    const [, cell = ''] = /```python\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const code = `${cell.replace('http://127.0.0.1:4747', here.world.runtime.endpointUrl).replace('sleep(5)', 'sleep(0.2)')}\nprint(status)`;
    expect(await here.run(join(clients?.current ?? '', 'python'), ['-c', code])).toBe('SUCCEEDED\n');
  });
});

describe.skipIf(!clients)('boto3 of 2022', () => {
  it.each(steps)('%s', async (_, name) => {
    const ENDPOINT = here.world.runtime.endpointUrl;
    expect(await here.run(join(clients?.old ?? '', 'python'), [tour, name], { ENDPOINT })).toBe('');
  });
});
