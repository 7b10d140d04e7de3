import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { head } from '../../../../lambdas/contract/text.ts';
import type { World } from '../../../world.ts';
import { openFile, packFolder } from '../common/archive.ts';
import { s3Location } from '../common/objects.ts';
import { asRole } from '../common/roles.ts';
import { findJob, type TrainingRecord } from './record.ts';

/**
 * Uploads `/opt/ml/model` as `model.tar.gz`, and `/opt/ml/output/data` as `output.tar.gz` when it holds anything, with the training role's rights.
 * @param always also when there is no model (a completed job has an artifact, a stopped one only what it left)
 * @returns the artifact's place
 */
export async function uploadOutputs(
  world: World,
  base: string,
  name: string,
  always: boolean,
): Promise<Pick<TrainingRecord, 'ModelArtifacts'>> {
  const job = findJob(world, name);
  const target = `${job.OutputDataConfig.S3OutputPath.replace(/\/+$/, '')}/${name}/output`;
  const model = join(base, 'model.tar.gz');
  const output = join(base, 'output.tar.gz');
  const modelFiles = await packFolder(join(base, 'model'), model);
  if ((await packFolder(join(base, 'output', 'data'), output)) > 0) await upload(world, output, `${target}/output.tar.gz`, job);
  if (modelFiles === 0 && !always) return {};
  await upload(world, model, `${target}/model.tar.gz`, job);
  return { ModelArtifacts: { S3ModelArtifacts: `${target}/model.tar.gz` } };
}

async function upload(world: World, file: string, uri: string, job: TrainingRecord): Promise<void> {
  const { bucket, key } = s3Location(uri);
  const { size } = await stat(file);
  const input = { Bucket: bucket, Key: key, Body: openFile(file), ContentLength: size, ContentType: 'application/gzip' };
  await world.call('s3', 'PutObject', input, asRole(world, job.RoleArn));
}

/**
 * FailureReason is 1,024 characters at most; the exit code must survive the cut. `isLimited`: the container had an instance's memory,
 * so 137 without a word of the algorithm's own means that it was not enough (neither engine says so reliably).
 */
export async function algorithmError(base: string, exitCode: number, isLimited: boolean): Promise<string> {
  const [start, end] = ['AlgorithmError: ', `, exit code: ${exitCode}`];
  const text = await failureText(base);
  if (isLimited && exitCode === 137 && text === '') return `${OUT_OF_MEMORY}${end}`;
  return `${start}${head(text, 1024 - start.length - end.length)}${end}`;
}

const OUT_OF_MEMORY = 'ClientError: Please use an instance type with more memory, or reduce the size of job data processed on an instance';

async function failureText(base: string): Promise<string> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(join(base, 'output', 'failure'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return head(
      buffer
        .toString('utf8', 0, bytesRead)
        .replace(/\uFFFD$/, '')
        .trim(),
      1024,
    );
  } finally {
    await file.close();
  }
}
