import { Stack } from 'aws-cdk-lib';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployed } from '../../lambdas/contract/deployed.ts';
import { objects } from '../../lambdas/contract/layout.ts';
import type { Settings } from '../../lambdas/contract/settings.ts';
import { allow } from '../allow.ts';
import { useKey } from '../encryption.ts';
import { colonArn, names } from '../names.ts';

/** What a model is built from and into. */
export interface BuildRoleProps {
  readonly installation: string;
  readonly model: string;
  readonly settings: Pick<Settings, 'source' | 'build'>;
  readonly source: Deployed['source'];
  readonly repository: IRepository;
  readonly artifacts: IBucket;
  /** Where the deploy puts the packaged sources and the builds' tools. */
  readonly assets: IBucket;
  readonly kmsKey?: string;
}

/**
 * What a model's builds and verifications run under, in the projects that all models share: a Dockerfile is somebody's code, and reaches
 * this model's images, source, connection and secrets, and no other's.
 */
export class BuildRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BuildRoleProps) {
    super(scope, id);
    const { installation, model, artifacts, assets, kmsKey, repository } = props;
    const logs = [names.buildProject(installation), names.verifyProject(installation)].map(
      (project) => `${colonArn(this, 'logs', 'log-group', `/aws/codebuild/${project}`)}:*`,
    );
    this.role = new Role(this, 'Role', {
      roleName: names.role(installation, model, 'build'),
      description: `${model}: builds and verifications`,
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
      inlinePolicies: {
        build: new PolicyDocument({
          statements: [
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
            // ECR's login has no resource.
            allow(['ecr:GetAuthorizationToken'], ['*']),
            allow(
              [
                ...['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage', 'DescribeImages'],
                ...['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'],
              ].map((action) => `ecr:${action}`),
              [repository.repositoryArn],
            ),
            allow(['s3:GetObject'], [assets.arnForObjects('*.mjs')]),
            allow(
              ['s3:GetObject'],
              ['images/*', `${objects.samples(model)}/*`, `${objects.trainingOutput(model)}/*`].map((prefix) =>
                artifacts.arnForObjects(prefix),
              ),
            ),
            allow(['s3:PutObject'], [artifacts.arnForObjects(`${objects.samples(model)}/*`)]),
            allow(['s3:ListBucket'], [artifacts.bucketArn]),
            ...useKey(kmsKey, 's3', ['Decrypt', 'GenerateDataKey']),
            ...this.#source(props),
            ...secrets(props.settings),
          ],
        }),
      },
    });
  }

  #source({ assets, source, settings: { source: settings } }: BuildRoleProps): PolicyStatement[] {
    if (source.type === 'folder')
      return [
        allow(['s3:GetObject', 's3:GetObjectVersion'], [assets.arnForObjects('*.zip')]),
        // CodeBuild looks whose bucket a source lies in (CodeBuild User Guide, "Create a CodeBuild service role").
        allow(['s3:GetBucketAcl', 's3:GetBucketLocation'], [assets.bucketArn]),
      ];
    if (source.type === 'codecommit')
      return [allow(['codecommit:GitPull'], [Stack.of(this).formatArn({ service: 'codecommit', resource: source.repository })])];
    const { connection } = settings;
    // Older connections are of the service's former name; a policy must use the name in the ARN.
    const service = connection?.split(':')[2];
    return connection
      ? [allow([`${service}:UseConnection`, `${service}:GetConnection`, `${service}:GetConnectionToken`], [connection])]
      : [];
  }
}

/** One ARN, seven parts: what may follow names a member of the secret's JSON. */
function secrets({ build }: BuildRoleProps['settings']): PolicyStatement[] {
  const arns = [...new Set(Object.values(build.secrets).map((secret) => secret.split(':').slice(0, 7).join(':')))];
  return arns.length > 0 ? [allow(['secretsmanager:GetSecretValue'], arns)] : [];
}
