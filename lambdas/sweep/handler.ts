import { codecommit } from '../shared/clients/codecommit.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { driveDependencies } from '../shared/drive-dependencies.ts';
import { readEnv } from '../shared/env.ts';
import { githubToken } from '../shared/settings/secrets.ts';
import { type SweepEvent, sweep } from './sweep.ts';

export const handler = (event: SweepEvent): Promise<void> => {
  const installation = readEnv('INSTALLATION').INSTALLATION;
  const services = { ssm: ssm(), codecommit: codecommit() };
  const github = { fetch, githubToken: githubToken(services.ssm, installation) };
  return sweep(event, { ...driveDependencies('sweep'), ...services, ...github, installation });
};
