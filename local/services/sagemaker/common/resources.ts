import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';

const tables = ['training-jobs', 'models', 'endpoint-configs', 'endpoints', 'model-package-groups', 'model-packages'] as const;

/** @throws ValidationException when no resource of this account has the ARN */
export function requireResource(world: World, arn: string): void {
  const found =
    arn.includes(':sagemaker:') &&
    tables.some((table) =>
      world.store
        .table<Record<string, unknown>>(`sagemaker/${table}`)
        .values()
        .some((record) => Object.entries(record).some(([member, value]) => member.endsWith('Arn') && value === arn)),
    );
  if (!found) throw validationException(`Could not find resource "${arn}".`);
}
