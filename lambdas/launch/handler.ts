import { codecommit } from '../shared/clients/codecommit.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { driveDependencies } from '../shared/drive-dependencies.ts';
import { readEnv } from '../shared/env.ts';
import type { Invocation } from '../shared/log.ts';
import { type LaunchEvent, launch } from './launch.ts';

export const handler = (event: LaunchEvent, invocation: Invocation): Promise<void> => {
  const { INSTALLATION, DATA_BUCKET } = readEnv('INSTALLATION', 'DATA_BUCKET');
  const services = { ssm: ssm(), codecommit: codecommit() };
  return launch(event, { ...driveDependencies('launch', invocation), ...services, installation: INSTALLATION, dataBucket: DATA_BUCKET });
};
