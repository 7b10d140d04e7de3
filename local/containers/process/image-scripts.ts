import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isImagePath } from './image-paths.ts';
import { pythonHeader } from './portable.ts';
import { portableShell } from './shell-paths.ts';

/** Packages of others: what they need, their installers see to. */
const others = new Set(['node_modules', 'site-packages', 'dist-packages', '.git']);
const maxBytes = 256 * 1024;

/**
 * Makes the image's own scripts find its paths: a shell script that calls `/app/train.py`, a program whose first line names the image's
 * Python. What is written into the code of other languages stays: the log says so when it fails.
 */
export function settleScripts(root: string): void {
  const isOwn = (path: string) => isImagePath(path, root);
  for (const file of scriptsOf(root)) {
    const text = readFileSync(file, 'utf8');
    const settled = isShell(file, text) ? settleShell(text, isOwn) : settleProgram(text, isOwn);
    if (settled !== text) writeFileSync(file, settled);
  }
}

const isShell = (file: string, text: string) =>
  /^#!\s*\S*?\/?(env\s+)?(\S*\/)?(ba|da|a|k|z)?sh\b/.test(text) || (!text.startsWith('#!') && /\.(sh|bash)$/.test(file));

function settleShell(text: string, isOwn: (path: string) => boolean): string {
  const [first = ''] = /^#![^\n]*\n?/.exec(text) ?? [];
  // A program of Python that begins as a script for sh is not one.
  return text.startsWith("#!/bin/sh\n'''exec'") ? text : first + portableShell(text.slice(first.length), isOwn);
}

/** A kernel looks for the program of a first line on this machine. */
function settleProgram(text: string, isOwn: (path: string) => boolean): string {
  const [first = '', path = '', more = ''] = /^#!\s*(\/\S*\/python[\d.]*)[ \t]*([^\n]*)\n/.exec(text) ?? [];
  return path !== '' && isOwn(path) ? pythonHeader(path, more) + text.slice(first.length) : text;
}

function* scriptsOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !others.has(entry.name)) yield* scriptsOf(path);
    else if (entry.isFile() && (/\.(sh|bash)$/.test(entry.name) || beginsAsScript(path)) && statSync(path).size <= maxBytes) yield path;
  }
}

function beginsAsScript(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(2);
    return readSync(descriptor, start, 0, 2, 0) === 2 && start.toString('latin1') === '#!';
  } finally {
    closeSync(descriptor);
  }
}
