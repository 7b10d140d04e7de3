import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { quotaFindings, type WantedModel } from '../../../../cli/doctor/quotas.ts';
import { settings as schema } from '../../../../lambdas/contract/settings.ts';

const model = (name: string, hosting: object = {}, training: object = {}): WantedModel => ({
  name,
  settings: v.parse(schema, { evaluation: { metric: 'auc', threshold: 0.5 }, deployment: hosting, training }),
});

const endpoint = 'ml.t2.medium for endpoint usage';
const training = 'ml.m5.large for training job usage';
const builds = 'Concurrently running builds for Linux/Small environment';

/** Service Quotas with these values, two a page. */
function client(values: Record<string, number>) {
  const asked: string[] = [];
  const send = async ({ input }: { input: { ServiceCode?: string; NextToken?: string } }) => {
    asked.push(input.ServiceCode ?? '');
    const all = Object.entries(values).filter(([name]) => /builds/.test(name) === (input.ServiceCode === 'codebuild'));
    const from = Number(input.NextToken ?? 0);
    const Quotas = all.slice(from, from + 2).map(([QuotaName, Value]) => ({ QuotaName, Value }));
    return { Quotas, NextToken: from + 2 < all.length ? String(from + 2) : undefined };
  };
  return { send: send as never, asked };
}

const states = async (values: Record<string, number>, ...models: WantedModel[]) =>
  (await quotaFindings(models, client(values))).map(({ check, state }) => [check.replace('quota: ', ''), state]);

describe('quotas', () => {
  it('of a new account are 0, which fails the first run', async () => {
    const found = await quotaFindings([model('birds')], client({ [endpoint]: 0, [training]: 0, [builds]: 10 }));
    expect(found).toMatchObject([
      {
        check: `quota: ${endpoint}`,
        state: 'FAIL',
        text: expect.stringContaining('is 0, wanted are 1: ask for 2 in Service Quotas (Amazon SageMaker)'),
      },
      { check: `quota: ${training}`, state: 'FAIL' },
      { check: `quota: ${builds}`, state: 'ok', text: expect.stringContaining('AWS support lifts') },
    ]);
  });

  it('are those of the machine that tries a release, GPUs too', async () => {
    const birds = model('birds');
    const small = { [endpoint]: 2, [training]: 1, [builds]: 2 };
    const gpu = 'Concurrently running builds for Linux GPU Small environment';
    const tried = (verification: object): WantedModel => ({
      ...birds,
      settings: v.parse(schema, { ...birds.settings, verification }),
    });
    expect(await states({ ...small, [gpu]: 0 }, tried({ gpu: true }))).toContainEqual([gpu, 'FAIL']);
    const large = 'Concurrently running builds for Linux/2XLarge environment';
    expect(await states({ ...small, [large]: 2 }, tried({ computeType: 'BUILD_GENERAL1_2XLARGE' }))).toContainEqual([large, 'ok']);
    expect(await states(small, tried({ by: 'endpoint', gpu: true }))).toHaveLength(3);
  });

  it('that hold the first deployment only are a warning: an update runs both fleets', async () => {
    expect(await states({ [endpoint]: 1, [training]: 1, [builds]: 1 }, model('birds'))).toEqual([
      [endpoint, 'warn'],
      [training, 'ok'],
      [builds, 'warn'],
    ]);
    expect(await states({ [endpoint]: 2, [training]: 1, [builds]: 2 }, model('birds'))).toEqual([
      [endpoint, 'ok'],
      [training, 'ok'],
      [builds, 'ok'],
    ]);
  });

  it('count all models of a type: endpoints stand side by side, trainings may wait', async () => {
    const two = [model('birds', { instanceCount: 2 }), model('owls')];
    expect((await states({ [endpoint]: 2, [training]: 1, [builds]: 2 }, ...two)).slice(0, 2)).toEqual([
      [endpoint, 'FAIL'],
      [training, 'warn'],
    ]);
    expect((await states({ [endpoint]: 5, [training]: 2, [builds]: 2 }, ...two)).slice(0, 2)).toEqual([
      [endpoint, 'ok'],
      [training, 'ok'],
    ]);
  });

  it('that Service Quotas does not list are doubtful, and all its pages are read', async () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`ml.x${i}.large for endpoint usage`, 1]));
    const service = client({ ...many, [training]: 1, [builds]: 2 });
    const found = await quotaFindings([model('birds')], service);
    expect(found.map(({ state }) => state)).toEqual(['warn', 'ok', 'ok']);
    expect(service.asked.filter((code) => code === 'sagemaker')).toHaveLength(3);
  });
});
