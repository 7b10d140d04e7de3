import { s3 } from '../shared/clients/s3.ts';
import { ssm } from '../shared/clients/ssm.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { prepare } from './prepare.ts';

export const handler = entry('prepare', (input) => {
  const { ARTIFACTS_BUCKET, DATA_BUCKET, INSTALLATION } = readEnv('ARTIFACTS_BUCKET', 'DATA_BUCKET', 'INSTALLATION');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  return prepare(input, { artifacts, ssm: ssm(), installation: INSTALLATION, dataBucket: DATA_BUCKET });
});
