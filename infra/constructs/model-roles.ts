import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow } from '../allow.ts';
import { encryptOutput, useKey } from '../encryption.ts';
import { arn, colonArn, names } from '../names.ts';
import type { Network } from '../platform.ts';

/** What the model's containers may reach. */
export interface ModelRolesProps {
  readonly installation: string;
  readonly model: string;
  readonly artifacts: IBucket;
  readonly data: IBucket;
  readonly repository: IRepository;
  /** `training.channels` of the settings file. */
  readonly channels: Readonly<Record<string, string>>;
  readonly kmsKey?: string;
  readonly network?: Network;
}

/** The roles SageMaker trains and serves this model under: its own data, artifacts, images and logs. */
export class ModelRoles extends Construct {
  readonly training: Role;
  readonly hosting: Role;

  constructor(scope: Construct, id: string, props: ModelRolesProps) {
    super(scope, id);
    const { artifacts, model } = props;
    const artifact = artifacts.arnForObjects(`training/${model}/*`);
    this.training = this.#role('Training', 'training', props, '/aws/sagemaker/TrainingJobs', [
      allow(['s3:GetObject'], [props.data.arnForObjects(`${model}/*`)]),
      allow(['s3:ListBucket'], [props.data.bucketArn], { StringLike: { 's3:prefix': `${model}/*` } }),
      allow(['s3:PutObject'], [artifact]),
      ...this.#otherBuckets(props.channels),
      ...useKey(props.kmsKey, 's3', ['Decrypt', 'GenerateDataKey']),
      ...encryptOutput(props.kmsKey),
    ]);
    this.hosting = this.#role('Hosting', 'hosting', props, '/aws/sagemaker/Endpoints/*', [
      allow(['s3:GetObject'], [artifact]),
      ...useKey(props.kmsKey, 's3', ['Decrypt']),
    ]);
  }

  #role(id: string, kind: 'training' | 'hosting', props: ModelRolesProps, logGroup: string, statements: PolicyStatement[]): Role {
    const { installation, model, repository } = props;
    const group = colonArn(this, 'logs', 'log-group', logGroup);
    return new Role(this, id, {
      roleName: names.role(installation, model, kind),
      description: `${model}: ${kind} on SageMaker`,
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
      inlinePolicies: {
        [kind]: new PolicyDocument({
          statements: [
            ...statements,
            ...this.#interfaces(props.network),
            // ECR's login and CloudWatch's metrics have no resource.
            allow(['ecr:GetAuthorizationToken'], ['*']),
            allow(['cloudwatch:PutMetricData'], ['*'], { StringLike: { 'cloudwatch:namespace': '/aws/sagemaker/*' } }),
            allow(['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], [repository.repositoryArn]),
            allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], [group, `${group}:*`]),
          ],
        }),
      },
    });
  }

  /** SageMaker Developer Guide, "Give SageMaker training jobs access to resources in your Amazon VPC": the role makes the network interfaces. */
  #interfaces(network: Network | undefined): PolicyStatement[] {
    if (!network) return [];
    const ec2 = (kind: string, id: string) => arn(this, 'ec2', kind, id);
    const interfaces = ec2('network-interface', '*');
    const places = [
      ...network.subnets.map((subnet) => ec2('subnet', subnet)),
      ...network.securityGroups.map((group) => ec2('security-group', group)),
    ];
    const describe = ['NetworkInterfaces', 'Vpcs', 'DhcpOptions', 'Subnets', 'SecurityGroups'].map((what) => `ec2:Describe${what}`);
    return [
      allow(['ec2:CreateNetworkInterface'], [interfaces, ...places]),
      allow(['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission'], [interfaces]),
      // EC2's descriptions have no resource.
      allow(describe, ['*']),
    ];
  }

  /** Channels that name a bucket of their own: `s3://bucket/prefix`. */
  #otherBuckets(channels: Readonly<Record<string, string>>): PolicyStatement[] {
    return Object.entries(channels).flatMap(([channel, uri]) => {
      const [, name, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
      if (!name) return [];
      const bucket = Bucket.fromBucketName(this, `Channel-${channel}`, name);
      return [
        allow(['s3:GetObject'], [bucket.arnForObjects(`${prefix}*`)]),
        allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': `${prefix}*` } }),
      ];
    });
  }
}
