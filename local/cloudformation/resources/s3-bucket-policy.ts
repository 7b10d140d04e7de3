import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::S3::BucketPolicy */
export const s3BucketPolicy = resourceType({
  type: 'AWS::S3::BucketPolicy',
  properties: { Bucket: true, PolicyDocument: true },
  replacing: ['Bucket'],
  async create(properties, context) {
    await put(properties, context);
    return { id: properties.Bucket, attributes: {} };
  },
  async update(properties, made, context) {
    await put(properties, context);
    return made;
  },
  delete: (made, context) => ifThere('NoSuchBucket', () => context.call('s3', 'DeleteBucketPolicy', { Bucket: made.id })),
});

const put = ({ Bucket, PolicyDocument }: Properties, context: ResourceContext) =>
  context.call('s3', 'PutBucketPolicy', { Bucket, Policy: JSON.stringify(PolicyDocument) });
