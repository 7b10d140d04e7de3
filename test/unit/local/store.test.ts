import { expect, it } from 'vitest';
import { FileStore } from '../../../local/store.ts';
import { temporaryFolder } from './helpers/world.ts';

it('keeps records under any name, however long or odd, and finds them again after a restart', () => {
  const folder = temporaryFolder();
  const names = ['a', '/a/b', '..', '=', 'a'.repeat(2048), `${'a'.repeat(2048)}b`, 'é'.repeat(255), '\ud800', '\ud801', '\n'];
  const table = new FileStore(folder).table<string>('some/records');
  for (const name of names) table.set(name, `of ${name}\n`);
  table.delete('a');
  const again = new FileStore(folder).table<string>('some/records');
  expect(again.keys().sort()).toEqual(names.slice(1).sort());
  for (const name of names.slice(1)) expect(again.get(name)).toBe(`of ${name}\n`);
  for (const name of names.slice(1)) again.delete(name);
  expect(new FileStore(folder).table('some/records').keys()).toEqual([]);
});
