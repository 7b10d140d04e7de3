import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program, or undefined where there is none: these tests are then skipped. */
    readonly chromium: string | undefined;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Looks for a Chromium of this machine; nothing is downloaded. */
export function setup(project: TestProject): void {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) process.stdout.write(`test:browser: skipped, as there is none of ${names.join(', ')} here\n`);
  project.provide('chromium', found);
}
