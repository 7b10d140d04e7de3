import { codecommit } from '../shared/clients/codecommit.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { driveDependencies } from '../shared/drive-dependencies.ts';
import { readEnv } from '../shared/env.ts';
import { type LaunchEvent, launch } from './launch.ts';

export const handler = (event: LaunchEvent): Promise<void> => {
  const { INSTALLATION, DATA_BUCKET } = readEnv('INSTALLATION', 'DATA_BUCKET');
  const services = { ssm: ssm(), codecommit: codecommit() };
  return launch(event, { ...driveDependencies('launch'), ...services, installation: INSTALLATION, dataBucket: DATA_BUCKET });
};
