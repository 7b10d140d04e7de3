import { delay } from '../../../../local/clock.ts';
import { functionTable, latest } from '../../../../local/services/lambda/records.ts';
import type { ServiceName } from '../../../../local/services/operation.ts';
import type { World } from '../../../../local/world.ts';
import { latencies } from '../../../simulation/durations.ts';
import { longest } from '../changes.ts';
import type { Meter } from '../meter.ts';

/** What goes from state to state. */
interface Passed {
  readonly role?: string;
  readonly id?: string;
  readonly repository?: string;
  readonly images?: Readonly<Record<string, string>>;
  readonly artifact?: string;
}

type Call = <T>(service: ServiceName, operation: string, input: object) => Promise<T>;
type Body = (passed: Passed, call: Call, world: World) => Promise<object>;

const name = 'reference';
const roleArn = (world: World, role: string) => `arn:aws:iam::${world.account}:role/${role}`;
const variable = (world: World, key: string) => functionTable(world).get(`trainyard-prepare:${latest}`)?.environment[key] ?? '';

/** By the definition's name of each: a call or two of AWS, and what the next state needs. */
const bodies: Readonly<Record<string, Body>> = {
  'start-build': async ({ images, artifact, role = '' }, call, world) => {
    const { repositories } = await call<{ repositories: { repositoryUri: string; repositoryName: string }[] }>(
      'ecr',
      'DescribeRepositories',
      {},
    );
    const repository = repositories.find(({ repositoryName }) => repositoryName.includes('pushed'))?.repositoryUri ?? '';
    const job = `${name}-${role}`;
    // A key of its own: nothing is found that is there already.
    const values = {
      RUN_ID: name,
      JOB: job,
      ARTIFACTS_BUCKET: variable(world, 'ARTIFACTS_BUCKET'),
      REPOSITORY_URI: repository,
      IMAGE_KEY: job,
    };
    const environmentVariablesOverride = Object.entries(values).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }));
    const started = await call<{ build: { id: string } }>('codebuild', 'StartBuild', {
      projectName: 'trainyard-build-image',
      environmentVariablesOverride,
    });
    return { images, artifact, role, repository, id: started.build.id };
  },
  'build-status': async (passed, call) => {
    const { builds } = await call<{ builds: Build[] }>('codebuild', 'BatchGetBuilds', { ids: [passed.id] });
    const { buildStatus, exportedEnvironmentVariables = [] } = builds[0] as Build;
    const digest = exportedEnvironmentVariables.find((exported) => exported.name === 'IMAGE_DIGEST')?.value;
    const images = { ...passed.images, [passed.role ?? '']: `${passed.repository}@${digest}` };
    return { ...passed, images, status: statusOf(buildStatus, 'SUCCEEDED', 'IN_PROGRESS') };
  },
  'start-training': async ({ images }, call, world) => {
    await call('sagemaker', 'CreateTrainingJob', {
      TrainingJobName: name,
      RoleArn: roleArn(world, 'trainyard-pushed-training'),
      AlgorithmSpecification: { TrainingImage: images?.['training-image'], TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: `s3://${variable(world, 'ARTIFACTS_BUCKET')}/training/pushed` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: longest },
    });
    return { images };
  },
  'training-status': async (passed, call) => {
    const job = await call<{ TrainingJobStatus: string; ModelArtifacts?: { S3ModelArtifacts: string } }>(
      'sagemaker',
      'DescribeTrainingJob',
      {
        TrainingJobName: name,
      },
    );
    return {
      ...passed,
      artifact: job.ModelArtifacts?.S3ModelArtifacts,
      status: statusOf(job.TrainingJobStatus, 'Completed', 'InProgress'),
    };
  },
  deploy: async ({ images, artifact }, call, world) => {
    const PrimaryContainer = { Image: images?.['inference-image'], ModelDataUrl: artifact };
    await call('sagemaker', 'CreateModel', {
      ModelName: name,
      PrimaryContainer,
      ExecutionRoleArn: roleArn(world, 'trainyard-pushed-hosting'),
    });
    const variant = { VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' };
    await call('sagemaker', 'CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants: [variant] });
    await call('sagemaker', 'UpdateEndpoint', { EndpointName: 'pushed', EndpointConfigName: name });
    return {};
  },
  'endpoint-status': async (passed, call) => {
    const { EndpointStatus } = await call<{ EndpointStatus: string }>('sagemaker', 'DescribeEndpoint', { EndpointName: 'pushed' });
    return { ...passed, status: statusOf(EndpointStatus, 'InService', 'Updating') };
  },
  notify: async (passed, call, world) => {
    const TopicArn = `arn:aws:sns:${world.region}:${world.account}:trainyard-runs`;
    await call('sns', 'Publish', { TopicArn, Subject: 'deployed', Message: 'deployed' });
    return passed;
  },
};

interface Build {
  readonly buildStatus: string;
  readonly exportedEnvironmentVariables?: readonly { readonly name: string; readonly value: string }[];
}

const statusOf = (status: string, done: string, running: string) => (status === done ? 'done' : status === running ? 'running' : 'failed');

/** Runs one of them as Lambda would: it starts up, and each call of AWS takes its time. The account's root calls: permissions are no subject here. */
export async function runFunction(world: World, meter: Meter, which: string, event: string): Promise<string> {
  const body = bodies[which];
  if (!body) throw new Error(`Expected a function of the reference, got ${which}`);
  await delay(world.clock, meter.ms(latencies.functionStartMs));
  const call: Call = async (service, operation, input) => {
    await delay(world.clock, meter.ms(latencies.callMs));
    meter.counted(`reference-${which}`, service, operation);
    return world.call(service, operation, input);
  };
  return JSON.stringify(await body(JSON.parse(event) as Passed, call, world));
}
