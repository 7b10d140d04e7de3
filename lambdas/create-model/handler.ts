import { sagemaker } from '../shared/clients/sagemaker.ts';
import { entry } from '../shared/entry.ts';
import { createModel } from './create-model.ts';

export const handler = entry('create-model', (input) => createModel(input, { sagemaker: sagemaker() }));
