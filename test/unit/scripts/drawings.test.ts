import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Definition, pipelineSvg } from '../../../scripts/pipeline-svg.ts';
import { settingsSchema } from '../../../scripts/settings-schema.ts';
import { type Drawn, layout } from '../../../scripts/state-layout.ts';

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe.each(['pipeline', 'recovery'])('docs/%s.svg', (name) => {
  const definition = JSON.parse(text(`statemachine/${name}.asl.json`)) as Definition;

  it('is what the definition looks like now; `npm run draw` draws it', () => {
    expect(text(`docs/${name}.svg`)).toBe(pipelineSvg(definition, `The state machine trainyard-${name}`));
  });

  it('shows every state and no two boxes over each other', () => {
    const drawn = layout(definition);
    expect(namesIn(drawn).sort()).toEqual(namesOf(definition).sort());
    expect(overlaps(drawn)).toEqual([]);
  });
});

describe('docs/trainyard.schema.json', () => {
  const schema = settingsSchema(text('cli/template/trainyard.yml'));

  it('is what the settings schema says now; `npm run schema` writes it', () => {
    expect(text('docs/trainyard.schema.json')).toBe(`${JSON.stringify(schema, undefined, 2)}\n`);
  });

  it('has words for every setting', () => {
    expect(undescribed(schema, '')).toEqual([]);
  });
});

function namesOf({ States }: Definition): string[] {
  return Object.entries(States).flatMap(([name, { Branches = [] }]) => [name, ...Branches.flatMap(namesOf)]);
}

function namesIn({ boxes }: Drawn): string[] {
  return boxes.flatMap(({ name, inner }) => [name, ...(inner?.branches.flatMap(({ drawn }) => namesIn(drawn)) ?? [])]);
}

function overlaps({ boxes }: Drawn): string[] {
  return boxes.flatMap((a, i) => [
    ...boxes
      .slice(i + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.name} ${b.name}`),
    ...(a.inner?.branches.flatMap(({ drawn }) => overlaps(drawn)) ?? []),
  ]);
}

interface Node {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

function undescribed({ properties = {} }: Node, path: string): string[] {
  return Object.entries(properties as Record<string, Node>).flatMap(([name, node]) => [
    ...(node.description ? [] : [`${path}${name}`]),
    ...undescribed(node, `${path}${name}.`),
  ]);
}
