import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../operation.ts';
import { batchDeleteImage } from './batch-delete-image.ts';
import { batchGetImage } from './batch-get-image.ts';
import { createRepository } from './create-repository.ts';
import { deleteRepository } from './delete-repository.ts';
import { describeImages } from './describe-images.ts';
import { describeRepositories } from './describe-repositories.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { listImages } from './list-images.ts';
import { putImage } from './put-image.ts';
import { repositoryDir, repositoryTable } from './repositories.ts';
import { repositorySettings } from './repository-settings.ts';

/** ECR: the API here, the registry itself (`/v2/`) in registry.ts, both over the same records and files. */
export const ecr: Service = {
  name: 'ecr',
  operations: [
    batchDeleteImage,
    batchGetImage,
    createRepository,
    deleteRepository,
    describeImages,
    describeRepositories,
    getAuthorizationToken,
    listImages,
    putImage,
    ...repositorySettings,
  ],
  // Pushes that a stop cut off: their clients begin again.
  start: (world) => {
    for (const name of repositoryTable(world).keys()) rmSync(join(repositoryDir(world, name), 'uploads'), { recursive: true, force: true });
  },
};
