import { codecommit } from '../shared/clients/codecommit.ts';
import { ecr } from '../shared/clients/ecr.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { githubToken } from '../shared/settings/secrets.ts';
import { prepare } from './prepare.ts';

export const handler = entry('prepare', (input) => {
  const { ARTIFACTS_BUCKET, DATA_BUCKET, INSTALLATION } = readEnv('ARTIFACTS_BUCKET', 'DATA_BUCKET', 'INSTALLATION');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  const services = { s3: artifacts.s3, ssm: ssm(), codecommit: codecommit(), ecr: ecr(), sagemaker: sagemaker() };
  const github = { fetch, githubToken: githubToken(services.ssm, INSTALLATION) };
  return prepare(input, { artifacts, ...services, ...github, clock: systemClock, installation: INSTALLATION, dataBucket: DATA_BUCKET });
});
