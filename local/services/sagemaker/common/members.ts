import { limits, variableName } from '../../../../lambdas/contract/aws-limits.ts';
import { roleArnPattern } from '../../arns.ts';
import { list, map, number, required, structure, text, time } from '../../input.ts';

/** SageMaker's limits as the service model (botocore 1.43) has them. */
export const entityName = { min: 1, max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' } as const;

/** An IAM role's ARN. */
export const roleArn = { min: 20, max: 2048, pattern: roleArnPattern } as const;

/** An image in ECR. */
export const imageUri = { max: 255, pattern: '[\\S]+' } as const;

/** An object or prefix in S3. */
export const s3Uri = { max: 1024, pattern: '(https|s3)://([^/]+)/?(.*)' } as const;

const variables = ({ entries, key, value }: { readonly entries: number; readonly key: number; readonly value: number }) =>
  map(text({ max: value }), { max: entries, key: text({ max: key, pattern: variableName }) });

/** Environment of a training, and of a container that serves. */
export const trainingEnvironment = variables(limits.trainingEnvironment);
export const servingEnvironment = variables(limits.servingEnvironment);

/** Hyperparameters: each name and value in one line. */
export const hyperparameters = map(text({ max: limits.hyperparameters.value, pattern: '.*' }), {
  max: limits.hyperparameters.entries,
  key: text({ max: limits.hyperparameters.key, pattern: '.*' }),
});

const tagText = '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)';

/** At most 50 tags. */
export const tags = list(
  structure({ Key: text({ ...required, min: 1, max: 128, pattern: tagText }), Value: text({ ...required, max: 256, pattern: tagText }) }),
  { max: 50 },
);

/** Kept and given back: nothing here has a network of its own. */
export const vpcConfig = structure({
  Subnets: list(text({ max: 32, pattern: '[-0-9a-zA-Z]+' }), { ...required, min: 1, max: 16 }),
  SecurityGroupIds: list(text({ max: 32, pattern: '[-0-9a-zA-Z]+' }), { ...required, min: 1, max: 5 }),
});

/** What every List operation takes. `SortBy` differs and is added by the operation. */
export const listMembers = {
  NextToken: text({ max: 8192 }),
  MaxResults: number({ integer: true, min: 1, max: 100 }),
  NameContains: text({ max: 63, pattern: '[a-zA-Z0-9\\-]+' }),
  CreationTimeAfter: time(),
  CreationTimeBefore: time(),
  SortOrder: text({ of: ['Ascending', 'Descending'] as const }),
};
