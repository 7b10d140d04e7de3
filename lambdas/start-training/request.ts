import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { objects } from '../contract/layout.ts';
import type { ImageResult, Run } from '../contract/payloads.ts';
import { resourceTags, vpcConfig } from '../shared/tags.ts';

/** The CreateTrainingJob request of a run: nothing in it but name, tags, output path and network may differ between runs of the same settings. */
export function trainingRequest(run: Run, image: ImageResult, name: string, bucket: string): CreateTrainingJobCommandInput {
  const { training } = run.settings;
  return {
    TrainingJobName: name,
    RoleArn: run.roles.training,
    AlgorithmSpecification: {
      TrainingImage: image.uri,
      TrainingInputMode: 'File',
      ...(training.metrics.length > 0 && { MetricDefinitions: training.metrics.map(({ name, regex }) => ({ Name: name, Regex: regex })) }),
    },
    InputDataConfig: Object.entries(training.channels).map(([ChannelName, S3Uri]) => ({
      ChannelName,
      InputMode: 'File',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } },
    })),
    OutputDataConfig: {
      S3OutputPath: `s3://${bucket}/${objects.trainingOutput(run.model)}`,
      // Named, although the bucket has it as default: without one SageMaker takes the account's aws/s3.
      ...(run.platform.kmsKey && { KmsKeyId: run.platform.kmsKey }),
    },
    ...vpcConfig(run),
    ResourceConfig: {
      InstanceType: training.instanceType as never,
      InstanceCount: training.instanceCount,
      VolumeSizeInGB: training.volumeSizeGb,
    },
    StoppingCondition: { MaxRuntimeInSeconds: training.maxRuntimeSeconds },
    HyperParameters: training.hyperparameters,
    Environment: training.environment,
    EnableNetworkIsolation: training.networkIsolation,
    Tags: resourceTags(run, { 'trainyard:run': run.id, 'trainyard:source': run.source.version }),
  };
}
