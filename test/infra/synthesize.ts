import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createApp } from '../../infra/create-app.ts';

/** A template as plain data. */
export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are read as data.
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Writes files into a new folder, as `{ 'trainyard.yml': '…' }`; returns the folder. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-infra-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The smallest settings file that is right. */
export const settingsOf = (model: string) => `model: ${model}\nevaluation:\n  metric: auc\n  threshold: 0.75\n`;

/** A model's folder with these settings and a Dockerfile. */
export const modelFolder = (settings: string, files: Readonly<Record<string, string>> = {}) =>
  folderWith({ 'trainyard.yml': settings, Dockerfile: 'FROM scratch\n', ...files });

/** Synthesizes the app with these arguments; returns its folder and its templates by stack name. */
export function synthesize(...args: readonly string[]) {
  const outdir = mkdtempSync(join(tmpdir(), 'trainyard-cdk-'));
  const assembly = createApp(['--outdir', outdir, ...args]).synth();
  const templates = new Map(assembly.stacks.map((stack) => [stack.stackName, stack.template as Template]));
  return { outdir, templates, read: (file: string) => readFileSync(join(outdir, file), 'utf8') };
}

/** The resources of one type: `[logical id, resource]`. */
export const ofType = (template: Template, type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
