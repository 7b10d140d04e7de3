import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deployModels } from '../../../cli/deploy-models.ts';
import { startLocalWorld } from '../../../cli/local-world.ts';
import { findModels } from '../../../cli/models.ts';
import { fakeIo } from './fake-io.ts';

function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'trainyard-deploy-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

const model = (name: string) =>
  folder({ 'trainyard.yml': `model: ${name}\nevaluation:\n  metric: auc\n  threshold: 0.5\n`, Dockerfile: 'FROM scratch\n' });

it('takes no rights from the models that were deployed before', async () => {
  const io = fakeIo();
  const dataDir = folder();
  const world = await startLocalWorld(dataDir, io, 0);
  onTestFinished(() => world.close());
  for (const name of ['birds', 'planes']) await deployModels(world, findModels([model(name)], io.cwd), io);
  const { runtime } = world;
  const configuration = await runtime?.world.call<{ Role: string }>('lambda', 'GetFunctionConfiguration', {
    FunctionName: 'trainyard-start-training',
  });
  for (const name of ['birds', 'planes']) {
    const pass = () =>
      runtime?.world.authorize(configuration?.Role ?? '', 'iam:PassRole', `arn:aws:iam::000000000000:role/trainyard-${name}-training`, {
        'iam:PassedToService': 'sagemaker.amazonaws.com',
      });
    expect(pass, name).not.toThrow();
  }
}, 60_000);
