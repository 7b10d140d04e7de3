import { ProductionVariantInstanceType, TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import { expect, it } from 'vitest';
import { hostingInstanceTypes, trainingInstanceTypes } from '../../../../lambdas/contract/instance-types.ts';

it('knows the instance types of the SDK, no more and no fewer', () => {
  expect([...trainingInstanceTypes].sort()).toEqual(Object.values(TrainingInstanceType).sort());
  expect([...hostingInstanceTypes].sort()).toEqual(Object.values(ProductionVariantInstanceType).sort());
});
