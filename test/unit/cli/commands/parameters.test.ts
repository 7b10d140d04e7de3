import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import { fakeIo } from '../fake-io.ts';
import { type InstalledWorld, installedWorld } from '../installed-world.ts';

async function call(world: InstalledWorld, ...words: string[]) {
  const io = fakeIo();
  const code = await main(['parameters', 'birds', ...words, '--state-dir', world.dataDir], io, {});
  return { code, ...io.written };
}

const override = async (world: InstalledWorld, section: string): Promise<unknown> => {
  const Name = `/trainyard/birds/overrides/${section}`;
  const found = await world.account.ssm.send(new GetParameterCommand({ Name })).catch((error: Error) => error.name);
  return typeof found === 'string' ? found : JSON.parse(found.Parameter?.Value ?? '');
};

describe('trainyard parameters', { timeout: 20_000 }, () => {
  it('shows default, override and what is in effect of every setting, no line wider than the terminal', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/training', { hyperparameters: { rate: 0.2 }, instanceCount: 2 });
    const { code, out } = await call(world);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^ {2}SETTING +DEFAULT +OVERRIDE +IN EFFECT$/);
    expect(lines.find((line) => line.includes('instanceCount'))).toMatch(/^\* training\.instanceCount +1 +2 +2$/);
    expect(lines.find((line) => line.includes('rate'))).toMatch(/^\* training\.hyperparameters\.rate +0\.1 +0\.2 +0\.2$/);
    expect(lines.find((line) => line.includes('threshold'))).toMatch(/^ {2}evaluation\.threshold +0\.5 +0\.5$/);
    // Neither set nor with a default: people still see that it exists.
    expect(lines.find((line) => line.includes('endpointName'))).toMatch(/^ {2}deployment\.endpointName +- +-$/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(code).toBe(0);
  });

  it('prints JSON', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/evaluation', { threshold: 0.6 });
    expect(JSON.parse((await call(world, '--json')).out)).toMatchObject({
      evaluation: { defaults: { threshold: 0.5 }, overrides: { threshold: 0.6 }, inEffect: { metric: 'auc', threshold: 0.6 } },
    });
  });

  it('sets overrides beside those that are there, and says from when on they hold', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/training', { instanceCount: 2 });
    const { code, out, err } = await call(world, 'training.hyperparameters.rate=0.3', 'evaluation.threshold=0.7');
    expect(out).toMatch(/\* training\.hyperparameters\.rate +0\.1 +0\.3 +0\.3\n\* evaluation\.threshold +0\.5 +0\.7 +0\.7\n/);
    expect(err).toBe('In effect from the next run of birds on.\n');
    expect(code).toBe(0);
    expect(await override(world, 'training')).toEqual({ instanceCount: 2, hyperparameters: { rate: 0.3 } });
    expect(await override(world, 'evaluation')).toEqual({ threshold: 0.7 });
  });

  it.each([
    ['training.instanceCount=two', 'training.instanceCount: expected a number, got "two"'],
    ['training.instanceCont=2', 'training.instanceCont: unknown; did you mean "instanceCount"?'],
    ['trainning.instanceCount=2', 'did you mean training?'],
    ['evaluation.metric=auk', 'evaluation.metric: expected one of training.metrics, got "auk"; did you mean "auc"?'],
    ['evaluation.threshold=1e999', 'evaluation.threshold: expected a finite number, got Infinity'],
    [
      'training.hyperparameters.rate=null',
      'training.hyperparameters.rate: expected text, a number, true or false (write "" for nothing), got null',
    ],
    ['training=2', 'Expected the setting SECTION.KEY=VALUE; got "training=2".'],
  ])('refuses %s and changes nothing', async (word, text) => {
    const world = await installedWorld();
    const { code, err } = await call(world, 'evaluation.threshold=0.9', word);
    expect(err).toContain(text);
    expect(code).toBe(2);
    expect(await override(world, 'evaluation')).toBe('ParameterNotFound');
  });

  it('keeps what is written for a program: 1.10 is not 1.1', async () => {
    const world = await installedWorld();
    const { code, out } = await call(world, 'training.hyperparameters.version=1.10', 'training.environment.ID=12345678901234567890');
    expect(out).toMatch(/training\.hyperparameters\.version +- +1\.10 +1\.10\n/);
    expect(code).toBe(0);
    expect(await override(world, 'training')).toEqual({
      hyperparameters: { version: '1.10' },
      environment: { ID: '12345678901234567890' },
    });
  });

  it('tells of a parameter that looks like an override and is read by no run', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/training/instanceCount', 2);
    const { err } = await call(world);
    expect(err).toContain(
      'The next run will refuse these settings. /trainyard/birds/overrides/training/instanceCount: expected all of a section',
    );
  });

  it('clears one override, then the section, and leaves no empty parameter', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/training', { hyperparameters: { rate: 0.2 }, instanceCount: 2 });
    expect((await call(world, '--clear', 'training.hyperparameters.rate')).code).toBe(0);
    expect(await override(world, 'training')).toEqual({ instanceCount: 2 });
    expect((await call(world, '--clear', 'training.instanceCount')).code).toBe(0);
    expect(await override(world, 'training')).toBe('ParameterNotFound');
    expect((await call(world, '--clear', 'training')).code).toBe(0);
    expect(await call(world, '--clear', 'training.instanceCount')).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is none'),
    });
  });

  it('says how to get rid of an override that is no JSON object, and does it', async () => {
    const world = await installedWorld();
    await world.parameter('/trainyard/birds/overrides/training', 'half');
    expect(await call(world)).toMatchObject({ code: 1, err: expect.stringContaining('`trainyard parameters birds --clear training`') });
    expect((await call(world, '--clear', 'training')).code).toBe(0);
    expect(await override(world, 'training')).toBe('ParameterNotFound');
  });

  it('says that a deploy makes the schedule, not an override', async () => {
    const world = await installedWorld();
    expect((await call(world, 'triggers.schedule=rate(1 day)')).err).toContain('But triggers.schedule: the stack is made by it');
  });
});
