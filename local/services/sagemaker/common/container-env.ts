import type { World } from '../../../world.ts';

/** What the platform gives every container: its region, and the role's credentials unless the network is cut off. */
export function containerEnv(world: World, roleArn: string, isolated = false): Record<string, string> {
  const region = { AWS_REGION: world.region, AWS_DEFAULT_REGION: world.region };
  if (isolated) return region;
  const { accessKeyId, secretAccessKey, sessionToken } = world.credentials(roleArn, 'SageMaker');
  return {
    ...region,
    AWS_ENDPOINT_URL: world.endpointUrl,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}
