/**
 * What requests of AWS may hold, where a setting reaches them. Source: AWS's service models (botocore 1.43.11); what is not from there says
 * so. `npm run test:clients` holds every request of a run, and the local services' tables, to the models of the botocore that it installs.
 */
export const limits = {
  /** CreateTrainingJob.HyperParameters. */
  hyperparameters: { entries: 100, key: 256, value: 2500 },
  /** CreateTrainingJob.Environment. */
  trainingEnvironment: { entries: 100, key: 512, value: 512 },
  /** Environment of a container of CreateModel and CreateModelPackage. */
  servingEnvironment: { entries: 100, key: 1024, value: 1024 },
  /** CreateTrainingJob.InputDataConfig. */
  channels: { atLeast: 1, atMost: 20, name: 64, uri: 1024 },
  /** CreateTrainingJob.AlgorithmSpecification.MetricDefinitions. */
  metrics: { entries: 40, name: 255, regex: 500 },
  /** ResourceConfig and StoppingCondition: the API reference, the models have no upper bound. */
  training: { instances: 20, volumeGb: 16_384, runtimeSeconds: 28 * 86_400 },
  /** ContainerStartupHealthCheckTimeoutInSeconds of a production variant. */
  startupSeconds: { atLeast: 60, atMost: 3600 },
  /** EndpointName, and what else SageMaker calls an entity. */
  entityName: 63,
  /** StartBuild.timeoutInMinutesOverride: 2,160 in the models; ours leaves room for what comes before and after. */
  buildMinutes: { atLeast: 5, atMost: 480 },
  /**
   * Names and values of all variables of one build: some 5,500 characters (CodeBuild User Guide, "Environment variables in build
   * environments"). What is not from settings (names, addresses, hashes) has the rest.
   */
  buildVariables: 4000,
  /** Repositories of CodeCommit and of GitHub. */
  repositoryName: 100,
  /** Tags of any of SageMaker's resources: 50 in all; ours, CloudFormation's and the app's own take some. */
  platformTags: 40,
} as const;

/** A name of an environment variable, for SageMaker as for a shell. */
export const variableName = '[a-zA-Z_][a-zA-Z0-9_]*';

/** What AWS's pattern `.*` leaves out: its services read it as Java does. */
export const oneLine = /^[^\n\r\u0085\u2028\u2029]*$/;
