import { ifThere, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::S3::Bucket */
export const s3Bucket = resourceType({
  type: 'AWS::S3::Bucket',
  properties: {
    BucketName: true,
    BucketEncryption: { ServerSideEncryptionConfiguration: { ServerSideEncryptionByDefault: true, BucketKeyEnabled: true } },
    LifecycleConfiguration: {
      Rules: {
        Id: true,
        Prefix: true,
        Status: true,
        ExpirationInDays: true,
        NoncurrentVersionExpiration: { NoncurrentDays: true },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: true },
      },
    },
    PublicAccessBlockConfiguration: true,
    VersioningConfiguration: { Status: true },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  },
  replacing: ['BucketName'],
  async create(properties, context) {
    const Bucket: string = properties.BucketName ?? context.name(63).toLowerCase();
    const { region, partition } = context.world;
    const location = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
    // A generated name belongs to this resource: a bucket kept from an earlier stack comes back with its objects.
    const takeOver = context.takeOver || properties.BucketName === undefined;
    await unlessThere({ ...context, takeOver }, 'BucketAlreadyOwnedByYou', () =>
      context.call('s3', 'CreateBucket', { Bucket, ...location }),
    );
    await configure(Bucket, properties, context);
    const attributes = { Arn: `arn:${partition}:s3:::${Bucket}`, DomainName: `${Bucket}.s3.amazonaws.com` };
    return { id: Bucket, attributes: { ...attributes, RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com` } };
  },
  async update(properties, made, context, before) {
    const gone = Object.keys(before).find((name) => before[name] !== undefined && properties[name] === undefined);
    if (gone) throw new Error(`the local CloudFormation cannot take ${gone} away from a bucket: set it to what it should be`);
    await configure(made.id, properties, context);
    return made;
  },
  delete: (made, context) => ifThere('NoSuchBucket', () => context.call('s3', 'DeleteBucket', { Bucket: made.id })),
});

async function configure(Bucket: string, properties: Properties, context: ResourceContext): Promise<void> {
  const put = (operation: string, member: string, value: unknown) =>
    value === undefined ? undefined : context.call('s3', operation, { Bucket, [member]: value });
  await put('PutBucketVersioning', 'VersioningConfiguration', properties.VersioningConfiguration);
  await put('PutPublicAccessBlock', 'PublicAccessBlockConfiguration', properties.PublicAccessBlockConfiguration);
  await put('PutBucketEncryption', 'ServerSideEncryptionConfiguration', encryption(properties));
  await put('PutBucketLifecycleConfiguration', 'LifecycleConfiguration', lifecycle(properties));
  await put('PutBucketNotificationConfiguration', 'NotificationConfiguration', notification(properties));
}

function encryption({ BucketEncryption }: Properties): object | undefined {
  if (!BucketEncryption) return undefined;
  const rules = BucketEncryption.ServerSideEncryptionConfiguration as Properties[];
  return {
    Rules: rules.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
      ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
      BucketKeyEnabled,
    })),
  };
}

function lifecycle({ LifecycleConfiguration }: Properties): object | undefined {
  if (!LifecycleConfiguration) return undefined;
  return {
    Rules: (LifecycleConfiguration.Rules as Properties[]).map(({ Id, Prefix, ExpirationInDays, ...rest }) => ({
      ID: Id,
      Filter: { Prefix: Prefix ?? '' },
      ...(ExpirationInDays !== undefined && { Expiration: { Days: ExpirationInDays } }),
      ...rest,
    })),
  };
}

function notification({ NotificationConfiguration }: Properties): object | undefined {
  if (!NotificationConfiguration) return undefined;
  return NotificationConfiguration.EventBridgeConfiguration?.EventBridgeEnabled === false ? {} : { EventBridgeConfiguration: {} };
}
