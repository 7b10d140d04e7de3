import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, Project } from 'aws-cdk-lib/aws-codebuild';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import { names } from '../names.ts';
import { repositoryPath, repositoryText } from '../repository-root.ts';

/** Whose builds. */
export interface BuildsProps {
  readonly installation: string;
  readonly artifacts: IBucket;
}

/**
 * The CodeBuild projects: one builds images, one tries a model's container before it gets traffic. Every build is started under its model's
 * role (`build-role.ts`); the one that a project must have may do nothing, so a build started by hand reaches no model.
 */
export class Builds extends Construct {
  /** Where the CDK's deploy puts files: the packaged sources are there too. */
  readonly assets: IBucket;

  constructor(scope: Construct, id: string, { installation, artifacts }: BuildsProps) {
    super(scope, id);
    const tools = new Asset(this, 'Tools', { path: repositoryPath('dist/build-tools.mjs') });
    this.assets = tools.bucket;
    const role = new Role(this, 'Role', {
      description: 'Of the projects: may do nothing. Builds run under the role of their model.',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com'),
    });
    const variables = { BUILD_TOOLS: { value: tools.s3ObjectUrl }, ARTIFACTS_BUCKET: { value: artifacts.bucketName } };
    const project = (id: string, projectName: string, buildspec: string) => {
      const logGroup = new LogGroup(this, `${id}Logs`, {
        logGroupName: `/aws/codebuild/${projectName}`,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      new Project(this, id, {
        projectName,
        description: `Trainyard: ${buildspec}`,
        role: role.withoutPolicyUpdates(),
        // Inline, as JSON: what runs is in the template. StartBuild brings the source.
        buildSpec: BuildSpec.fromObject(parse(repositoryText(buildspec)) as Record<string, unknown>),
        environment: { buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5, computeType: ComputeType.SMALL, privileged: true },
        environmentVariables: variables,
        timeout: Duration.minutes(30),
        queuedTimeout: Duration.hours(8),
        grantReportGroupPermissions: false,
        logging: { cloudWatch: { logGroup } },
      });
    };
    project('BuildImage', names.buildProject(installation), 'buildspecs/build-image.yml');
    project('VerifyModel', names.verifyProject(installation), 'buildspecs/verify-model.yml');
  }
}
