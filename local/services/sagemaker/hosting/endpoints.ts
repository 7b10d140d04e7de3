import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';
import { now, sagemakerArn } from '../common/arns.ts';
import { tagsOf } from '../common/tags.ts';

type EndpointStatus = 'Creating' | 'Updating' | 'RollingBack' | 'InService' | 'Deleting' | 'Failed';

/** A variant in service. */
export interface VariantSummary {
  readonly VariantName: string;
  readonly DeployedImages: readonly { readonly SpecifiedImage: string; readonly ResolvedImage: string; readonly ResolutionTime: Date }[];
  readonly CurrentWeight: number;
  readonly DesiredWeight: number;
  readonly CurrentInstanceCount: number;
  readonly DesiredInstanceCount: number;
}

/** What DescribeEndpoint answers. While an update is under way the configuration is still the old one; the new one is pending. */
export interface EndpointRecord {
  readonly EndpointName: string;
  readonly EndpointArn: string;
  readonly EndpointConfigName: string;
  readonly EndpointStatus: EndpointStatus;
  readonly ProductionVariants?: readonly VariantSummary[];
  readonly FailureReason?: string;
  readonly PendingDeploymentSummary?: { readonly EndpointConfigName: string; readonly StartTime: Date };
  readonly LastDeploymentConfig?: unknown;
  readonly CreationTime: Date;
  readonly LastModifiedTime: Date;
}

/** The endpoints of a world, by name. */
export const endpointsOf = (world: World) => world.store.table<EndpointRecord>('sagemaker/endpoints');

/** @throws ValidationException `Could not find endpoint "arn…".` */
export function findEndpoint(world: World, name: string): EndpointRecord {
  const found = endpointsOf(world).get(name);
  if (!found) throw validationException(`Could not find endpoint "${sagemakerArn(world, 'endpoint', name)}".`);
  return found;
}

/** @throws ValidationException `Cannot update in-progress endpoint "arn…".`, which DeleteEndpoint says too */
export function refuseInProgress({ EndpointStatus, EndpointArn }: EndpointRecord): void {
  if (EndpointStatus === 'InService' || EndpointStatus === 'Failed') return;
  throw validationException(`Cannot update in-progress endpoint "${EndpointArn}".`);
}

/** Writes a change of an endpoint and tells the bus. An undefined member is taken out. */
export function changeEndpoint(world: World, name: string, changes: Partial<EndpointRecord>): void {
  const changed = { ...findEndpoint(world, name), ...changes, LastModifiedTime: now(world) };
  endpointsOf(world).set(name, changed);
  emitEndpointChange(world, changed, eventStatus[changed.EndpointStatus]);
}

/** Takes an endpoint out and tells the bus: no Describe finds it any more. */
export function dropEndpoint(world: World, name: string): void {
  const endpoint = findEndpoint(world, name);
  endpointsOf(world).delete(name);
  emitEndpointChange(world, { ...endpoint, LastModifiedTime: now(world) }, 'DELETED');
}

/** EventBridge writes the status in upper snake case, unlike the API (SageMaker guide, "automating with EventBridge"). */
const eventStatus: Record<EndpointStatus, string> = {
  Creating: 'CREATING',
  Updating: 'UPDATING',
  RollingBack: 'ROLLING_BACK',
  InService: 'IN_SERVICE',
  Deleting: 'DELETING',
  Failed: 'FAILED',
};

/** Puts `SageMaker Endpoint State Change` on the bus. */
export function emitEndpointChange(world: World, endpoint: EndpointRecord, status: string): void {
  world.emit({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint State Change',
    resources: [endpoint.EndpointArn],
    detail: {
      EndpointName: endpoint.EndpointName,
      EndpointArn: endpoint.EndpointArn,
      EndpointConfigName: endpoint.EndpointConfigName,
      ProductionVariants: endpoint.ProductionVariants?.map(({ DeployedImages: _, ...variant }) => variant) ?? [],
      EndpointStatus: status,
      ...(endpoint.FailureReason ? { FailureReason: endpoint.FailureReason } : {}),
      CreationTime: endpoint.CreationTime.getTime(),
      LastModifiedTime: endpoint.LastModifiedTime.getTime(),
      Tags: tagsOf(world, endpoint.EndpointArn),
    },
  });
}
