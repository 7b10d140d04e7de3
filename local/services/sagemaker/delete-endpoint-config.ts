import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dropTags } from './common/tags.ts';
import { configsOf, findConfig } from './hosting/configs.ts';

/** As on AWS, even a configuration in service may be deleted: its endpoint then cannot be updated any more. */
export const deleteEndpointConfig = operation({
  name: 'DeleteEndpointConfig',
  input: { EndpointConfigName: text({ ...required, max: 63 }) },
  run: (input, { world }) => {
    const { EndpointConfigName, EndpointConfigArn } = findConfig(world, input.EndpointConfigName);
    configsOf(world).delete(EndpointConfigName);
    dropTags(world, EndpointConfigArn);
    return {};
  },
});
