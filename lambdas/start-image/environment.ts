import type { EnvironmentVariable } from '@aws-sdk/client-codebuild';
import type { Run } from '../contract/payloads.ts';
import { samplesWith } from '../shared/image-key.ts';

/** What buildspecs/build-image.yml reads. A shared image carries the samples too: verification sends them to it. */
export function environment(run: Run, role: 'training' | 'inference', bucket: string, cacheImage: string): EnvironmentVariable[] {
  const image = run.settings.build[role];
  const plan = run.images[role];
  const { samples, sampleTypes = '' } = samplesWith(run.settings, role === 'inference' || run.images.shared);
  const { secrets } = run.settings.build;
  const own = plain({
    RUN_ID: run.id,
    MODEL: run.model,
    JOB: plan.job,
    ARTIFACTS_BUCKET: bucket,
    REPOSITORY_URI: plan.repositoryUri,
    IMAGE_KEY: plan.key ?? '',
    DOCKERFILE: image.dockerfile,
    CONTEXT: image.context,
    PATHS: JSON.stringify(image.paths),
    BUILD_ARGUMENTS: JSON.stringify(image.arguments),
    PLATFORM: run.settings.build.platform,
    SAMPLES: samples,
    SAMPLES_TYPES: sampleTypes,
    CACHE_IMAGE: cacheImage,
    BUILDSPEC_HASH: run.buildspecHash,
    BUILD_SECRETS: JSON.stringify(Object.keys(secrets)),
  });
  // Only where they are: CodeBuild reads the values itself, under the model's build role.
  return [...own, ...Object.entries(secrets).map(([name, value]) => ({ name, value, type: 'SECRETS_MANAGER' as const }))];
}

const plain = (values: Readonly<Record<string, string>>): EnvironmentVariable[] =>
  Object.entries(values).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }));
