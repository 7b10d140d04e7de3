import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import { fakeIo } from '../fake-io.ts';
import { held, installedWorld } from '../installed-world.ts';

it("prints the address of a model's newest mail in a local world, and says that links to consoles work with --aws", async () => {
  const world = await installedWorld();
  await world.putState({ running: held() });
  mkdirSync(join(world.dataDir, 'mail'));
  writeFileSync(join(world.dataDir, 'mail', '1.eml'), 'Subject: [birds] run started (1f2e3d4)\r\n\r\nRun:  r\r\n');
  writeFileSync(join(world.dataDir, 'mail', '2.eml'), 'Subject: [others] run started (1f2e3d4)\r\n\r\nRun:  r\r\n');
  const io = fakeIo();
  expect(await main(['open', 'birds', '--state-dir', world.dataDir], io, {})).toBe(0);
  expect(io.written.out).toBe(`${world.runtime.endpointUrl}/_trainyard/mail/1.eml\n`);
  expect(io.written.err).toContain('links to consoles work with --aws');
});

it('says what there is where a word is neither a model nor a run', async () => {
  const world = await installedWorld();
  const io = fakeIo();
  expect(await main(['open', 'bird', '--state-dir', world.dataDir], io, {})).toBe(1);
  expect(io.written.err).toContain('Expected a run in the local world');
});
