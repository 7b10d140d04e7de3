import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Each line breaks one rule of DESIGN section 2: the rules are known to bite because every one of them is seen red here. */
const forbidden: [file: string, imported: string][] = [
  ['lambdas/contract/x.ts', '../shared/env.ts'],
  ['lambdas/contract/x.ts', 'node:fs'],
  ['lambdas/contract/x.ts', '@aws-sdk/client-s3'],
  ['lambdas/shared/x.ts', '../prepare/prepare.ts'],
  ['lambdas/shared/x.ts', '../../local/clock.ts'],
  ['lambdas/shared/jobs/x.ts', '../../prepare/prepare.ts'],
  ['lambdas/prepare/x.ts', '../notify/notify.ts'],
  ['lambdas/prepare/x.ts', '../../infra/app.ts'],
  ['lambdas/prepare/x.ts', '../../local/clock.ts'],
  ['lambdas/prepare/x.ts', 'aws-cdk-lib'],
  ['infra/x.ts', '../lambdas/shared/env.ts'],
  ['infra/x.ts', '../local/clock.ts'],
  ['infra/x.ts', '@aws-sdk/client-s3'],
  ['local/asl/x.ts', '../clock.ts'],
  ['local/asl/x.ts', 'node:crypto'],
  ['local/asl/states/x.ts', '../../clock.ts'],
  ['local/x.ts', '../lambdas/shared/env.ts'],
  ['local/services/s3/x.ts', '../../../cli/main.ts'],
  ['local/services/s3/x.ts', '../../../infra/app.ts'],
  ['cli/commands/x.ts', '../../local/world.ts'],
  ['cli/commands/x.ts', '../../lambdas/shared/env.ts'],
  ['cli/x.ts', '../infra/app.ts'],
  ['buildspecs/tools/x.ts', '../../lambdas/shared/env.ts'],
];

const allowed: [file: string, imported: string][] = [
  ['lambdas/contract/x.ts', './errors.ts'],
  ['lambdas/shared/x.ts', '../contract/errors.ts'],
  ['lambdas/shared/jobs/x.ts', '../state.ts'],
  ['lambdas/prepare/x.ts', '../shared/env.ts'],
  ['lambdas/prepare/x.ts', '@aws-sdk/client-ssm'],
  ['infra/x.ts', '../lambdas/contract/functions.ts'],
  ['local/x.ts', '../lambdas/contract/functions.ts'],
  ['local/asl/x.ts', 'jsonata'],
  ['cli/x.ts', '../local/runtime.ts'],
  ['buildspecs/tools/x.ts', '../../lambdas/shared/image-key.ts'],
];

/** Lints a tree of one-import files under this repository's rules, outside the repository, and returns the ones refused. */
function refusedProbes(probes: readonly [file: string, imported: string][]): Set<string> {
  const dir = mkdtempSync(join(tmpdir(), 'import-rules-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(dir, 'biome.json'));
    probes.forEach(([file, imported], i) => {
      const path = join(dir, file.replace('x.ts', `probe-${i}.ts`));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `import '${imported}';\n`);
    });
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: dir, encoding: 'utf8' });
    return new Set([...stdout.matchAll(/probe-(\d+)\.ts/g)].map((m) => (probes[Number(m[1])] ?? []).join(' ← ')));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe('import rules', () => {
  it('refuse exactly the imports that DESIGN section 2 forbids', () => {
    expect([...refusedProbes([...forbidden, ...allowed])].sort()).toEqual(forbidden.map((p) => p.join(' ← ')).sort());
  });
});
