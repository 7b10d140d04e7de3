import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Deployed } from '../../lambdas/contract/deployed.ts';
import { parameters } from '../../lambdas/contract/layout.ts';
import { applyPlatform } from '../apply-platform.ts';
import { BuildRole } from '../constructs/build-role.ts';
import { EndpointAlarms } from '../constructs/endpoint-alarms.ts';
import { ModelImages } from '../constructs/model-images.ts';
import { ModelRepository } from '../constructs/model-repository.ts';
import { ModelRoles } from '../constructs/model-roles.ts';
import { ModelSettings } from '../constructs/model-settings.ts';
import { ModelSource } from '../constructs/model-source.ts';
import { ModelTriggers } from '../constructs/model-triggers.ts';
import type { Options } from '../context.ts';
import { useFeatureFlags } from '../feature-flags.ts';
import type { Model } from '../models.ts';
import { names } from '../names.ts';
import type { Platform } from '../platform.ts';
import { buildspecHash } from '../repository-root.ts';
import type { SharedStack } from './shared-stack.ts';

/** Which model, of which installation. */
export interface ModelStackProps extends Pick<Options, 'installation' | 'platform'> {
  /** Its exports are imported by name, so that neither stack stands in the way of the other's changes. */
  readonly shared: SharedStack;
  readonly model: Model;
  /** What the CDK takes of any stack. */
  readonly stack?: StackProps;
}

/** All that one model owns: settings, source, triggers, images, releases, and the roles its containers run under. */
export class ModelStack extends Stack {
  constructor(scope: Construct, id: string, props: ModelStackProps) {
    const { installation, model, platform = {}, shared } = props;
    const { kmsKey, network, tags } = platform;
    const name = model.settings.model;
    super(scope, id, { description: `Trainyard: the model ${name}`, ...props.stack });
    useFeatureFlags(this);
    applyPlatform(this, platform, { 'trainyard:installation': installation, 'trainyard:model': name });
    shared.passRolesOf(name);
    const sharedStack = shared.stackName;
    const artifacts = Bucket.fromBucketName(this, 'Artifacts', Fn.importValue(names.artifactsExport(sharedStack)));
    const data = Bucket.fromBucketName(this, 'Data', Fn.importValue(names.dataExport(sharedStack)));
    const launchTopicArn = Fn.importValue(names.launchTopicExport(sharedStack));

    new ModelSettings(this, 'Settings', { installation, model });
    const { facts } =
      typeof model.source === 'string'
        ? new ModelSource(this, 'Source', { model: name, file: model.file, folder: model.source, data: model.settings.data.folder })
        : new ModelRepository(this, 'Source', { installation, sharedStack, model: name, source: model.source, launchTopicArn });
    const { triggers } = model.settings;
    new ModelTriggers(this, 'Triggers', { installation, model: name, triggers, data, launchTopicArn });
    new EndpointAlarms(this, 'EndpointAlarms', { installation, model: name, deployment: model.settings.deployment });
    const { repository } = new ModelImages(this, 'Images', { repositoryName: names.repository(installation, name) });
    const { channels } = model.settings.training;
    const { role: buildRole } = new BuildRole(this, 'Builds', {
      ...{ installation, model: name, settings: model.settings, source: facts, repository, artifacts, kmsKey },
      assets: Bucket.fromBucketName(this, 'Assets', Fn.importValue(names.assetsExport(sharedStack))),
    });
    const roles = new ModelRoles(this, 'Roles', { installation, model: name, artifacts, data, repository, channels, kmsKey, network });
    const releases = new CfnModelPackageGroup(this, 'Releases', {
      modelPackageGroupName: `${installation}-${name}`,
      modelPackageGroupDescription: `Releases of ${name}`,
    });
    // Releases are what rollbacks go to, and a group that holds some cannot be deleted. An empty one of a failed first deploy goes.
    releases.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);

    checkDeployed(platform);
    new StringParameter(this, 'Deployed', {
      parameterName: parameters.deployed(installation, name),
      description: `${name}: what its stack made. Facts, not settings.`,
      stringValue: this.toJsonString({
        repositoryUri: repository.repositoryUri,
        buildRoleArn: buildRole.roleArn,
        trainingRoleArn: roles.training.roleArn,
        hostingRoleArn: roles.hosting.roleArn,
        modelPackageGroup: releases.modelPackageGroupName,
        buildspecHash: buildspecHash(),
        platform: { network, kmsKey, tags: { ...tags, 'trainyard:installation': installation } },
        source: facts,
      } satisfies Deployed),
    });
    new CfnOutput(this, 'RepositoryUri', { value: repository.repositoryUri });
  }
}

/** The parameter of facts has room for these and some 1,500 bytes of names: Parameter Store takes 4,096. */
const platformBytes = 2500;

function checkDeployed({ tags, network }: Pick<Platform, 'tags' | 'network'>): void {
  const bytes = Buffer.byteLength(JSON.stringify({ tags, network }));
  if (bytes <= platformBytes) return;
  throw new Error(
    `tags: expected at most ${platformBytes} bytes of tags, subnets and securityGroups as JSON (they go into a parameter), got ${bytes}`,
  );
}
