import { readState } from '../../cli/installation.ts';
import { releasesOf } from '../../cli/releases.ts';
import type { Champion, RunRecord } from '../../lambdas/contract/model-state.ts';
import type { Step, Verification } from './verification.ts';

/** From nothing to an endpoint: both images are built, a model is trained, judged, registered, verified, deployed. */
export const firstRun: Step = {
  name: 'First run',
  run: async (verification) => {
    await verification.trainyard('run', '--model', verification.model.name);
    return told(await lastRun(verification), await released(verification, 1));
  },
};

/** Trained again, since the training's environment is part of its key; the endpoint is updated, not created. */
export const secondRun: Step = {
  name: 'Second run',
  run: async (verification) => {
    const option = 'training.environment.TRAINYARD_VERIFY=second';
    await verification.trainyard('run', '--model', verification.model.name, '--option', option);
    return told(await lastRun(verification), await released(verification, 2));
  },
};

/** Back to the first release, by the launch topic as every trigger. */
export const rollback: Step = {
  name: 'Rollback',
  run: async (verification) => {
    await verification.trainyard('rollback', verification.model.name, '--to', '1');
    return told(await lastRun(verification), await released(verification, 1));
  },
};

/** The newest run in the model's state. @throws Error unless it is recorded as succeeded */
export async function lastRun({ account, model }: Verification): Promise<RunRecord> {
  const run = (await readState(account, model.name))?.runs[0];
  if (run?.outcome === 'succeeded') return run;
  throw new Error(`Expected the outcome "succeeded" in the state of ${model.name}; got ${JSON.stringify(run ?? null)}.`);
}

/** @throws Error unless this version is the champion in the state, and a release of the registry */
async function released({ account, model }: Verification, version: number): Promise<Champion> {
  const champion = (await readState(account, model.name))?.champion;
  const known = (await releasesOf(account, model.name)).find(({ ModelPackageArn }) => ModelPackageArn === champion?.release);
  if (champion && known?.ModelPackageVersion === version) return champion;
  throw new Error(`Expected release ${version} of ${model.name} in service; the state says ${champion?.release ?? 'none'}.`);
}

const told = ({ id, summary }: RunRecord, { release }: Champion): string => `${id}: ${summary} (${release.split('/').slice(-2).join(' ')})`;
