import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dropTags } from './common/tags.ts';
import { findModel, modelsOf } from './hosting/models.ts';

/** As on AWS, a model that an endpoint serves may be deleted: the endpoint goes on and cannot be brought back after a restart. */
export const deleteModel = operation({
  name: 'DeleteModel',
  input: { ModelName: text({ ...required, max: 63 }) },
  run: (input, { world }) => {
    const { ModelName, ModelArn } = findModel(world, input.ModelName);
    modelsOf(world).delete(ModelName);
    dropTags(world, ModelArn);
    return {};
  },
});
