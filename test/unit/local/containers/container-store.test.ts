import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ContainerStore } from '../../../../local/containers/shims/docker/container-store.ts';
import { temporaryFolder } from './helpers.ts';

it('keeps the last 8 to 16 MB of a container’s log, so that one that prints without end fills no disk', () => {
  const store = new ContainerStore(temporaryFolder());
  store.create({ id: 'a', name: 'a', image: 'i', command: [], env: {}, ports: [], baseDir: '/nowhere', remove: false });
  for (let i = 0; i < 120; i++) store.appendLog('a', i % 2 === 0 ? 'stdout' : 'stderr', `${i} ${'x'.repeat(2 ** 18)}`);
  const lines = store.log('a');
  expect(Number.parseInt(lines[0]?.line ?? '', 10)).toBeGreaterThan(50);
  expect(lines.at(-1)).toMatchObject({ stream: 'stderr', line: expect.stringMatching(/^119 x/) });
  const folder = store.folder('a');
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThan(18 * 2 ** 20);
});
