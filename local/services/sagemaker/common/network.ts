import type { World } from '../../../world.ts';
import { AwsError, validationException } from '../../errors.ts';

interface VpcConfig {
  readonly Subnets: readonly string[];
  readonly SecurityGroupIds: readonly string[];
}

/**
 * What SageMaker does under the role to put instances into a VPC (Developer Guide, "Give SageMaker access to resources in your Amazon VPC"). There
 * are no networks here: only the role's right to make the interfaces is asked for.
 * @throws ValidationException, whose text is not AWS's
 */
export function requireNetwork(world: World, vpc: VpcConfig | undefined, roleArn: string): void {
  if (!vpc) return;
  const ec2 = (resource: string) => `arn:${world.partition}:ec2:${world.region}:${world.account}:${resource}`;
  const interfaces = ec2('network-interface/*');
  const places = [...vpc.Subnets.map((id) => ec2(`subnet/${id}`)), ...vpc.SecurityGroupIds.map((id) => ec2(`security-group/${id}`))];
  const needed = [
    ...[interfaces, ...places].map((resource) => ['CreateNetworkInterface', resource]),
    ...['CreateNetworkInterfacePermission', 'DeleteNetworkInterface', 'DeleteNetworkInterfacePermission'].map((name) => [name, interfaces]),
    ...['NetworkInterfaces', 'Vpcs', 'DhcpOptions', 'Subnets', 'SecurityGroups'].map((what) => [`Describe${what}`, '*']),
  ] as const;
  try {
    for (const [action = '', resource = ''] of needed) world.authorize(roleArn, `ec2:${action}`, resource);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationException(`The role cannot make network interfaces: ${error.message}`);
  }
}
