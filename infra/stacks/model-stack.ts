import { CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { ModelImages } from '../constructs/model-images.ts';
import { ModelRoles } from '../constructs/model-roles.ts';
import { ModelSettings } from '../constructs/model-settings.ts';
import { ModelSource } from '../constructs/model-source.ts';
import type { Model } from '../models.ts';
import { names } from '../names.ts';
import { buildspecHash } from '../repository-root.ts';

/** Which model, of which installation. */
export interface ModelStackProps {
  readonly installation: string;
  /** The shared stack's name: its exports begin with it. */
  readonly sharedStack: string;
  readonly model: Model;
}

/** All that one model owns: settings, packaged source, images, releases, and the roles its containers run under. */
export class ModelStack extends Stack {
  constructor(scope: Construct, id: string, props: ModelStackProps) {
    const { installation, model, sharedStack } = props;
    const name = model.settings.model;
    super(scope, id, { description: `Trainyard: the model ${name}` });
    const artifacts = Bucket.fromBucketName(this, 'Artifacts', Fn.importValue(names.artifactsExport(sharedStack)));
    const data = Bucket.fromBucketName(this, 'Data', Fn.importValue(names.dataExport(sharedStack)));

    new ModelSettings(this, 'Settings', { installation, model });
    const source = new ModelSource(this, 'Source', { model });
    const { repository } = new ModelImages(this, 'Images', { repositoryName: names.repository(installation, name) });
    const { channels } = model.settings.training;
    const roles = new ModelRoles(this, 'Roles', { installation, model: name, artifacts, data, repository, channels });
    const releases = new CfnModelPackageGroup(this, 'Releases', {
      modelPackageGroupName: `${installation}-${name}`,
      modelPackageGroupDescription: `Releases of ${name}`,
    });
    // Releases are what rollbacks go to, and a group that holds some cannot be deleted. An empty one of a failed first deploy goes.
    releases.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);

    new StringParameter(this, 'Deployed', {
      parameterName: `/${installation}/${name}/deployed`,
      description: `${name}: what its stack made. Facts, not settings.`,
      stringValue: this.toJsonString({
        repositoryUri: repository.repositoryUri,
        trainingRoleArn: roles.training.roleArn,
        hostingRoleArn: roles.hosting.roleArn,
        modelPackageGroup: releases.modelPackageGroupName,
        buildspecHash: buildspecHash(),
        source: {
          bucket: source.zip.s3BucketName,
          key: source.zip.s3ObjectKey,
          manifestKey: source.manifest.s3ObjectKey,
          version: source.version,
        },
      }),
    });
    new CfnOutput(this, 'RepositoryUri', { value: repository.repositoryUri });
  }
}
