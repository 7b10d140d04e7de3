import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of a fleet's models: as many as asked for. */
export const modelNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `model-${String(index + 1).padStart(3, '0')}`);

/** Writes a settings file a model below `folder`, each a repository of its own with two Dockerfiles. Gives the folders. */
export function writeFleet(folder: string, names: readonly string[]): string[] {
  return names.map((name) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, 'trainyard.yml'),
      [
        `model: ${name}`,
        'source: { type: codecommit }',
        'build:',
        '  training: { dockerfile: Dockerfile, paths: [Dockerfile, train.py] }',
        '  inference: { dockerfile: inference.Dockerfile, paths: [inference.Dockerfile, serve.py] }',
        'training:',
        '  maxRuntimeSeconds: 2419200',
        '  channels: { training: training/, evaluation: evaluation/ }',
        '  metrics: [{ name: accuracy, regex: "accuracy=([^;]+);" }]',
        'evaluation: { metric: accuracy, threshold: 0.5, tolerance: 0.05 }',
        '',
      ].join('\n'),
    );
    return path;
  });
}
