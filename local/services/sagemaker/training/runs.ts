import type { World } from '../../../world.ts';
import { INTERNAL_ERROR } from '../common/texts.ts';
import { enter, findJob, finish, isOpen, jobsOf } from './record.ts';
import { TrainingRun } from './run.ts';

/** A training job at work, however it works. */
export type Trainer = Pick<TrainingRun, 'run' | 'stop'>;

const running = new WeakMap<World, Map<string, { run: Trainer; done: Promise<void> }>>();

const runsOf = (world: World) => {
  const runs = running.get(world) ?? new Map<string, { run: Trainer; done: Promise<void> }>();
  running.set(world, runs);
  return runs;
};

const trainers = new WeakMap<World, (world: World, name: string) => Trainer>();

/** Gives a world another way to train before its first job: a simulation's jobs take time and no container. */
export function setTrainer(world: World, make: (world: World, name: string) => Trainer): void {
  trainers.set(world, make);
}

/** Begins the work of a job that was recorded. It goes on in the background. */
export function startTraining(world: World, name: string): void {
  const run = trainers.get(world)?.(world, name) ?? new TrainingRun(world, name);
  const done = run.run().finally(() => runsOf(world).delete(name));
  runsOf(world).set(name, { run, done });
  world.background(`training job ${name}`, done);
}

/** SIGTERM, 120 s, SIGKILL; what the model folder holds by then is still uploaded. */
export function stopTraining(world: World, name: string): void {
  if (findJob(world, name).TrainingJobStatus === 'Stopping') return;
  enter(world, name, 'Stopping', 'Stopping the training job');
  runsOf(world).get(name)?.run.stop('asked');
}

/** Ends every job's process. The records stay open: the next start settles them with {@link settleLeftovers}. */
export async function endTraining(world: World): Promise<void> {
  const runs = [...runsOf(world).values()];
  for (const { run } of runs) run.stop('world');
  await Promise.allSettled(runs.map(({ done }) => done));
}

/** A job that was at work when the world was killed has no one to finish it: it becomes Failed, as after a fault inside SageMaker. */
export function settleLeftovers(world: World): void {
  for (const job of jobsOf(world).values()) {
    if (!isOpen(job)) continue;
    finish(world, job.TrainingJobName, 'Failed', 'Training job failed', { FailureReason: INTERNAL_ERROR });
  }
}
