import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, type IBucket, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Names of existing buckets, each used in place of a new one. */
export interface StorageProps {
  readonly artifactsBucket?: string;
  readonly dataBucket?: string;
}

/** The two buckets of an installation: what the pipeline makes, and what models learn from. Both outlive the stack. */
export class Storage extends Construct {
  /** Images' keys, samples, jobs, model states and trained artifacts. */
  readonly artifacts: IBucket;
  /** `<model>/<channel>/…`; its uploads are events. */
  readonly data: IBucket;

  constructor(scope: Construct, id: string, { artifactsBucket, dataBucket }: StorageProps) {
    super(scope, id);
    this.artifacts = artifactsBucket
      ? Bucket.fromBucketName(this, 'Artifacts', artifactsBucket)
      : // A job's record serves its await state only; the longest training takes 28 days.
        bucket(this, 'Artifacts', [{ id: 'jobs', prefix: 'jobs/', expiration: Duration.days(60) }]);
    this.data = dataBucket ? Bucket.fromBucketName(this, 'Data', dataBucket) : this.#newData();
  }

  #newData(): Bucket {
    const data = bucket(this, 'Data', []);
    // Not by `eventBridgeEnabled` of the bucket, which needs a custom resource.
    (data.node.defaultChild as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return data;
  }
}

function bucket(scope: Construct, id: string, rules: LifecycleRule[]): Bucket {
  return new Bucket(scope, id, {
    versioned: true,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      ...rules,
      { id: 'old-versions', noncurrentVersionExpiration: Duration.days(90) },
      { id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
  });
}
