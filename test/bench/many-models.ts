import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * CloudFormation's quotas of one template (AWS, "Understand CloudFormation quotas"): none can be raised. The size is that of a template
 * in S3, where the CDK puts it.
 */
export const templateLimits = { bytes: 1_000_000, resources: 500, outputs: 200, parameters: 200 } as const;
export type TemplateFigures = Record<keyof typeof templateLimits, number>;

/** Writes `count` models below `folder`, each with a Dockerfile of its own, its triggers and two channels. Returns their folders. */
export function writeModels(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `model-${String(index + 1).padStart(3, '0')}`;
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'Dockerfile'), `FROM scratch\n# ${name}\n`);
    writeFileSync(
      join(path, 'trainyard.yml'),
      [
        `model: ${name}`,
        'triggers: {data: true, schedule: rate(7 days)}',
        'training:',
        '  channels: {training: training/, evaluation: evaluation/}',
        '  metrics: [{name: auc, regex: "auc=([0-9.]+)"}]',
        'evaluation: {metric: auc, threshold: 0.75}',
        '',
      ].join('\n'),
    );
    return path;
  });
}

/** The figures of every template of a cloud assembly, by stack name. Bytes are those of the file, as it is uploaded. */
export function templateFigures(assembly: string): Map<string, TemplateFigures> {
  const suffix = '.template.json';
  const count = (things: object | undefined) => Object.keys(things ?? {}).length;
  return new Map(
    readdirSync(assembly)
      .filter((name) => name.endsWith(suffix))
      .map((name) => {
        const file = join(assembly, name);
        const { Resources, Outputs, Parameters } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object | undefined>;
        const figures = { bytes: statSync(file).size, resources: count(Resources), outputs: count(Outputs), parameters: count(Parameters) };
        return [name.slice(0, -suffix.length), figures];
      }),
  );
}

/** The largest figure of each kind among some templates. */
export function largest(figures: Iterable<TemplateFigures>): TemplateFigures {
  const max: TemplateFigures = { bytes: 0, resources: 0, outputs: 0, parameters: 0 };
  for (const one of figures) {
    for (const name of Object.keys(max) as (keyof TemplateFigures)[]) max[name] = Math.max(max[name], one[name]);
  }
  return max;
}
