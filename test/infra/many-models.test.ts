import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TemplateFigures, templateFigures, templateLimits, writeModels } from '../bench/many-models.ts';
import { synthesize } from './synthesize.ts';

const models = writeModels(mkdtempSync(join(tmpdir(), 'trainyard-many-')), 200);
const figuresOf = (count: number) => templateFigures(synthesize('--models', models.slice(0, count).join(',')).outdir);
let figures: Map<string, TemplateFigures>;
beforeAll(() => {
  figures = figuresOf(200);
}, 120_000);

describe('two hundred models', () => {
  it('are a stack each, beside the shared one', () => {
    expect(figures.size).toBe(201);
  });

  it.each(Object.entries(templateLimits))('keep every template below three quarters of what CloudFormation takes: %s %i', (kind, limit) => {
    for (const [name, one] of figures) expect(one[kind as keyof TemplateFigures], name).toBeLessThan(0.75 * limit);
  });

  it('are each as large as one alone, and add less than a kilobyte each to the shared template: the right to pass their roles', () => {
    const alone = figuresOf(1);
    const shared = { alone: alone.get('Trainyard'), all: figures.get('Trainyard') };
    expect((shared.all?.bytes ?? 0) - (shared.alone?.bytes ?? 0)).toBeLessThan(200 * 1000);
    expect((shared.all?.resources ?? 0) - (shared.alone?.resources ?? 0)).toBeLessThan(30);
    for (const [name, one] of figures) if (name !== 'Trainyard') expect(one).toEqual(alone.get('Trainyard-model-001'));
  });
});
