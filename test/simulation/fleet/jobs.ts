import { buildsOf } from '../../../local/services/codebuild/records.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import type { World } from '../../../local/world.ts';
import { ownerOf } from '../invariants/facts.ts';

/** When a job was asked for, began to use its quota and gave it back: milliseconds since the epoch. */
export interface Span {
  readonly asked: number;
  readonly begun: number;
  readonly ended: number;
}

export const parts = ['trainingImage', 'inferenceImage', 'training', 'verification', 'endpoint'] as const;

/** What one model's run had made, by what it is for. */
export type Jobs = Partial<Record<(typeof parts)[number], Span>>;

/** Every job of a fleet's first runs, from the records that its world is left with. */
export function jobsByModel(world: World): Map<string, Jobs> {
  const all = new Map<string, Jobs>();
  const put = (model: string | undefined, part: keyof Jobs, span: Span) => {
    if (model !== undefined) all.set(model, { ...all.get(model), [part]: span });
  };
  for (const { environment, startTime, endTime, phases } of buildsOf(world).values()) {
    const variables = new Map(environment.environmentVariables?.map(({ name, value }) => [name, value]));
    const job = variables.get('JOB') ?? '';
    const part = variables.has('IMAGE_URI') ? 'verification' : job.includes('inference') ? 'inferenceImage' : 'trainingImage';
    const begun = phases.find(({ phaseType }) => phaseType === 'BUILD')?.startTime ?? startTime;
    put(variables.get('MODEL'), part, { asked: +startTime, begun: +begun, ended: +(endTime ?? startTime) });
  }
  for (const { TrainingJobName, CreationTime, TrainingEndTime } of jobsOf(world).values()) {
    const asked = +CreationTime;
    put(ownerOf(TrainingJobName)?.model, 'training', { asked, begun: asked, ended: +(TrainingEndTime ?? CreationTime) });
  }
  for (const { EndpointConfigName, CreationTime, LastModifiedTime } of endpointsOf(world).values()) {
    const asked = +CreationTime;
    put(ownerOf(EndpointConfigName)?.model, 'endpoint', { asked, begun: asked, ended: +LastModifiedTime });
  }
  return all;
}

/** How many of some spans are under way at a moment: those that use their quota, or (`isQueued`) wait for it at AWS. */
export const underWay = (spans: readonly Span[], at: number, isQueued = false): number =>
  spans.filter(({ asked, begun, ended }) => (isQueued ? asked <= at && at < begun : begun <= at && at < ended)).length;
