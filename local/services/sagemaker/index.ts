import type { Service } from '../operation.ts';
import { addTags } from './add-tags.ts';
import { endLeftovers } from './common/leftovers.ts';
import { createEndpoint } from './create-endpoint.ts';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { createModel } from './create-model.ts';
import { createModelPackage } from './create-model-package.ts';
import { createModelPackageGroup } from './create-model-package-group.ts';
import { createTrainingJob } from './create-training-job.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { deleteEndpointConfig } from './delete-endpoint-config.ts';
import { deleteModel } from './delete-model.ts';
import { deleteModelPackage } from './delete-model-package.ts';
import { deleteModelPackageGroup } from './delete-model-package-group.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { describeEndpointConfig } from './describe-endpoint-config.ts';
import { describeModel } from './describe-model.ts';
import { describeModelPackage } from './describe-model-package.ts';
import { describeModelPackageGroup } from './describe-model-package-group.ts';
import { describeTrainingJob } from './describe-training-job.ts';
import { endEndpoints } from './hosting/live.ts';
import { restoreEndpoints } from './hosting/restore.ts';
import { listEndpointConfigs } from './list-endpoint-configs.ts';
import { listEndpoints } from './list-endpoints.ts';
import { listModelPackages } from './list-model-packages.ts';
import { listModels } from './list-models.ts';
import { listTags } from './list-tags.ts';
import { listTrainingJobs } from './list-training-jobs.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { endTraining, settleLeftovers } from './training/runs.ts';
import { updateEndpoint } from './update-endpoint.ts';
import { updateModelPackage } from './update-model-package.ts';

/** Training, hosting and the Model Registry; containers run for real. */
export const sagemaker: Service = {
  name: 'sagemaker',
  operations: [
    createTrainingJob,
    describeTrainingJob,
    stopTrainingJob,
    listTrainingJobs,
    createModel,
    describeModel,
    deleteModel,
    listModels,
    createEndpointConfig,
    describeEndpointConfig,
    deleteEndpointConfig,
    listEndpointConfigs,
    createEndpoint,
    updateEndpoint,
    describeEndpoint,
    deleteEndpoint,
    listEndpoints,
    createModelPackageGroup,
    describeModelPackageGroup,
    deleteModelPackageGroup,
    createModelPackage,
    describeModelPackage,
    updateModelPackage,
    listModelPackages,
    deleteModelPackage,
    addTags,
    listTags,
  ],
  start: async (world) => {
    await endLeftovers(world);
    settleLeftovers(world);
    restoreEndpoints(world);
  },
  stop: async (world) => {
    await Promise.all([endTraining(world), endEndpoints(world)]);
  },
};
