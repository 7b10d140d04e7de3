import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { createModel } from './create-model.ts';

export const handler = entry('create-model', (input) => {
  const artifacts = { s3: s3(), bucket: readEnv('ARTIFACTS_BUCKET').ARTIFACTS_BUCKET };
  return createModel(input, { artifacts, sagemaker: sagemaker() });
});
