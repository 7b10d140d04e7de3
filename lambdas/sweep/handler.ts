import { codebuild } from '../shared/clients/codebuild.ts';
import { codecommit } from '../shared/clients/codecommit.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { driveDependencies } from '../shared/drive-dependencies.ts';
import { readEnv } from '../shared/env.ts';
import type { Invocation } from '../shared/log.ts';
import { githubToken } from '../shared/settings/secrets.ts';
import { type SweepEvent, sweep } from './sweep.ts';

export const handler = (event: SweepEvent, invocation: Invocation): Promise<void> => {
  const { INSTALLATION: installation, BUILD_PROJECT, VERIFY_PROJECT } = readEnv('INSTALLATION', 'BUILD_PROJECT', 'VERIFY_PROJECT');
  const services = { ssm: ssm(), codecommit: codecommit(), codebuild: codebuild(), sagemaker: sagemaker() };
  const github = { fetch, githubToken: githubToken(services.ssm, installation) };
  return sweep(event, {
    ...driveDependencies('sweep', invocation),
    ...services,
    ...github,
    projects: [BUILD_PROJECT, VERIFY_PROJECT],
    installation,
  });
};
