import { ErrorName } from '../../contract/errors.ts';
import { objects } from '../../contract/layout.ts';
import type { ImageResult, Run } from '../../contract/payloads.ts';
import { secondsBetween } from '../clock.ts';
import { writeDocument } from '../documents.ts';
import { describeBuild, exported } from './build.ts';
import { failed, type JobDependencies, type JobState } from './job-state.ts';
import type { JobRecord } from './record.ts';

/** An image's build. A built image is remembered under its key, so that no later run builds it again. */
export async function describeImage({ job, run }: JobRecord, dependencies: JobDependencies): Promise<JobState<'image'>> {
  const role = roleOf(run, job.name);
  const end = await describeBuild(job, `build of the ${role} image`, ErrorName.BuildFailed, dependencies);
  if (end.state !== 'succeeded') return end;

  const { IMAGE_KEY = '', IMAGE_DIGEST = '', IMAGE_REUSED, SAMPLES_URI } = exported(end.build);
  if (!IMAGE_KEY || !/^sha256:[0-9a-f]{64}$/.test(IMAGE_DIGEST)) {
    const came = `IMAGE_KEY "${IMAGE_KEY}" and IMAGE_DIGEST "${IMAGE_DIGEST}"`;
    return failed(dependencies, ErrorName.BuildFailed, `The build of the ${role} image succeeded but exported ${came}: see its buildspec.`);
  }
  const reused = IMAGE_REUSED === 'true';
  const result: ImageResult = {
    key: IMAGE_KEY,
    digest: IMAGE_DIGEST,
    uri: `${run.images[role].repositoryUri}@${IMAGE_DIGEST}`,
    samples: SAMPLES_URI || null,
    reused,
    reason: reused
      ? `the build found the image of key ${IMAGE_KEY.slice(0, 12)} in the repository`
      : `no image of key ${IMAGE_KEY.slice(0, 12)} was there`,
    seconds: secondsBetween(end.build.startTime, end.build.endTime),
  };
  const { artifacts } = dependencies;
  const { treeKey } = run.images[role];
  if (treeKey) await writeDocument(artifacts, objects.tree(treeKey), { key: result.key });
  await writeDocument(artifacts, objects.image(result.key), { ...result, run: run.id });
  await writeDocument(artifacts, objects.latestImage(run.model, role), { uri: result.uri });
  return { state: 'done', result };
}

const roleOf = (run: Run, name: string): 'training' | 'inference' => (name === run.images.inference.job ? 'inference' : 'training');
