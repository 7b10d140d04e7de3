import { codecommit } from '../shared/clients/codecommit.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { driveDependencies } from '../shared/drive-dependencies.ts';
import { readEnv } from '../shared/env.ts';
import type { Invocation } from '../shared/log.ts';
import { type BatchAnswer, type BatchEvent, isBatch, launchBatch } from './batch.ts';
import { type LaunchEvent, launch } from './launch.ts';

/** Messages of the launch topic one by one, uploads in batches of their queue. */
export const handler = (event: LaunchEvent | BatchEvent, invocation: Invocation): Promise<BatchAnswer | undefined> => {
  const { INSTALLATION, DATA_BUCKET } = readEnv('INSTALLATION', 'DATA_BUCKET');
  const services = { ssm: ssm(), codecommit: codecommit() };
  const dependencies = { ...driveDependencies('launch', invocation), ...services, installation: INSTALLATION, dataBucket: DATA_BUCKET };
  return isBatch(event) ? launchBatch(event, dependencies) : launch(event, dependencies).then(() => undefined);
};
