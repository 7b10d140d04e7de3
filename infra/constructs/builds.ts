import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, Project } from 'aws-cdk-lib/aws-codebuild';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import { allow } from '../allow.ts';
import { useKey } from '../encryption.ts';
import { arn, names } from '../names.ts';
import { readerActions } from '../repository-readers.ts';
import { repositoryPath, repositoryText } from '../repository-root.ts';

/** What builds read and write. */
export interface BuildsProps {
  readonly installation: string;
  readonly artifacts: IBucket;
  readonly kmsKey?: string;
}

/** The CodeBuild projects: one builds images, one tries a model's container before it gets traffic. */
export class Builds extends Construct {
  /** Where the CDK's deploy puts files: the packaged sources are there too. */
  readonly assets: IBucket;
  /** Clones CodeCommit repositories, besides. */
  readonly buildRole: Role;
  readonly #tools: Asset;
  readonly #artifacts: IBucket;

  constructor(scope: Construct, id: string, props: BuildsProps) {
    super(scope, id);
    const { artifacts, installation, kmsKey } = props;
    this.#artifacts = artifacts;
    this.#tools = new Asset(this, 'Tools', { path: repositoryPath('dist/build-tools.mjs') });
    this.assets = this.#tools.bucket;
    const repositories = [arn(this, 'ecr', 'repository', names.repository(installation, '*'))];
    const shared = [
      // ECR's login has no resource.
      allow(['ecr:GetAuthorizationToken'], ['*']),
      allow(['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], repositories),
    ];
    this.buildRole = this.#project('BuildImage', names.buildProject(installation), 'buildspecs/build-image.yml', [
      ...shared,
      allow(
        ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage', 'ecr:DescribeImages'],
        repositories,
      ),
      allow(['s3:GetObject', 's3:GetObjectVersion'], [this.assets.arnForObjects('*.zip'), this.#toolsArn()]),
      // CodeBuild looks whose bucket a source lies in (CodeBuild User Guide, "Create a CodeBuild service role").
      allow(['s3:GetBucketAcl', 's3:GetBucketLocation'], [this.assets.bucketArn]),
      allow(['s3:GetObject'], [artifacts.arnForObjects('images/*')]),
      allow(['s3:PutObject'], [artifacts.arnForObjects('samples/*')]),
      ...useKey(kmsKey, 's3', ['Decrypt', 'GenerateDataKey']),
      allow(['s3:ListBucket'], [artifacts.bucketArn]),
      allow(readerActions('build'), [
        Stack.of(this).formatArn({ service: 'codecommit', resource: names.sourceRepository(installation, '*') }),
      ]),
    ]);
    this.#project('VerifyModel', names.verifyProject(installation), 'buildspecs/verify-model.yml', [
      ...shared,
      allow(['s3:GetObject'], [this.#toolsArn(), artifacts.arnForObjects('training/*'), artifacts.arnForObjects('samples/*')]),
      ...useKey(kmsKey, 's3', ['Decrypt']),
      allow(['s3:ListBucket'], [artifacts.bucketArn]),
    ]);
  }

  #toolsArn(): string {
    return this.assets.arnForObjects(this.#tools.s3ObjectKey);
  }

  #project(id: string, projectName: string, buildspec: string, statements: readonly PolicyStatement[]): Role {
    const logGroup = new LogGroup(this, `${id}Logs`, {
      logGroupName: `/aws/codebuild/${projectName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, `${id}Role`, {
      description: `${projectName}: runs ${buildspec}`,
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      inlinePolicies: {
        build: new PolicyDocument({
          statements: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]), ...statements],
        }),
      },
    });
    new Project(this, id, {
      projectName,
      description: `Trainyard: ${buildspec}`,
      role: role.withoutPolicyUpdates(),
      // Inline, as JSON: what runs is in the template. StartBuild brings the source.
      buildSpec: BuildSpec.fromObject(parse(repositoryText(buildspec)) as Record<string, unknown>),
      environment: { buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5, computeType: ComputeType.SMALL, privileged: true },
      environmentVariables: { BUILD_TOOLS: { value: this.#tools.s3ObjectUrl }, ARTIFACTS_BUCKET: { value: this.#artifacts.bucketName } },
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.hours(8),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup } },
    });
    return role;
  }
}
