import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/definitions.ts';
import { ErrorName } from '../../../lambdas/contract/errors.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts, version } = JSON.parse(text('package.json')) as { scripts: Record<string, string>; version: string };
const pages = ['README.md', 'docs/architecture.md', 'docs/deploy.md', 'docs/runbook.md', 'docs/support.md'];

describe('the runbook', () => {
  const parts = text('docs/runbook.md').split(/^## /m).slice(1);

  it('has a heading for every error name of the contract', () => {
    expect(parts.map((part) => part.split('\n')[0])).toEqual(expect.arrayContaining(Object.values(ErrorName)));
  });

  it.each(Object.values(ErrorName))('says of %s what it means, where to look and what to do', (name) => {
    const part = parts.find((candidate) => candidate.startsWith(`${name}\n`)) ?? '';
    for (const word of ['**Means** ', '**Look** ', '**Do** ']) expect(part).toContain(word);
  });
});

describe('the README', () => {
  const readme = text('README.md');

  it('has a line for every npm script but the ones npm itself calls', () => {
    const own = Object.keys(scripts).filter((name) => !['prepare', 'prepack'].includes(name));
    for (const name of own) expect(readme).toMatch(new RegExp(`^\\| \`npm (run )?(--silent )?${name}( [^\`]+)?\` \\|`, 'm'));
  });

  it('names every command', () => {
    for (const name of Object.keys(commands)) expect(readme).toContain(`trainyard ${name}`);
  });

  it('shows no npm script that is not there', () => {
    for (const [, name] of readme.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)) expect(Object.keys(scripts)).toContain(name);
  });

  it('draws a tree of folders that are there', () => {
    const tree = /```\n(statemachine\/[\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const folders = [...tree.matchAll(/^([a-z]+)\/ /gm)].map(([, folder]) => folder as string);
    expect(folders.length).toBeGreaterThan(8);
    for (const folder of folders) expect(existsSync(join(root, folder)), folder).toBe(true);
  });
});

describe('every page', () => {
  it.each(pages)('%s links only to files and headings that are there', (page) => {
    for (const [, target = ''] of text(page).matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', heading] = target.split('#');
      const path = file === '' ? join(root, page) : join(root, dirname(page), file);
      expect(existsSync(path), `${page}: ${target}`).toBe(true);
      if (heading) expect(headings(readFileSync(path, 'utf8'))).toContain(heading);
    }
  });
});

describe('the changelog', () => {
  it('begins with the version of the package, after what is not released yet', () => {
    expect(/^## (?!Unreleased$)(.+)$/m.exec(text('CHANGELOG.md'))?.[1]).toBe(version);
  });
});

function headings(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
