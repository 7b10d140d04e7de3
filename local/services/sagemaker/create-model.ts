import type { World } from '../../world.ts';
import { AwsError, validationException } from '../errors.ts';
import { any, flag, list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { ArchiveFault, firstLink } from './common/archive.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { findImage, refuseOci } from './common/images.ts';
import { imageUri, roleArn, s3Uri, servingEnvironment, tags, vpcConfig } from './common/members.ts';
import { requireNetwork } from './common/network.ts';
import { readObject, s3Location } from './common/objects.ts';
import { asRole, trustsSageMaker } from './common/roles.ts';
import { putTags } from './common/tags.ts';
import { containerOf, type ModelContainer, modelsOf } from './hosting/models.ts';

const members = {
  ContainerHostname: text({ max: 63 }),
  Image: text({ ...imageUri }),
  ImageConfig: any(),
  Mode: text({ of: ['SingleModel', 'MultiModel'] as const }),
  ModelDataUrl: text({ ...s3Uri }),
  ModelDataSource: any(),
  Environment: servingEnvironment,
  ModelPackageName: text({ min: 1, max: 176 }),
};

/** Checks what AWS checks before it makes a model: the role, the image and its format, the artifact and that it holds no links. */
export const createModel = operation({
  name: 'CreateModel',
  input: {
    ModelName: text({ ...required, max: 63, pattern: '[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?' }),
    PrimaryContainer: structure(members),
    Containers: list(structure(members), { max: 15 }),
    ExecutionRoleArn: text({ ...required, ...roleArn }),
    Tags: tags,
    VpcConfig: vpcConfig,
    EnableNetworkIsolation: flag(),
  },
  run: async (input, { world }) => {
    const { Tags, PrimaryContainer, Containers, ...rest } = input;
    const arn = sagemakerArn(world, 'model', input.ModelName);
    refuseUsedName(world, input.ModelName, arn);
    refuseUnserved(PrimaryContainer, Containers);
    const container = containerOf(world, { PrimaryContainer, Containers });
    requireRole(world, input.ExecutionRoleArn);
    requireNetwork(world, input.VpcConfig, input.ExecutionRoleArn);
    await requireImage(world, container, input.ExecutionRoleArn);
    await requireArtifact(world, container, input.ExecutionRoleArn);
    refuseUsedName(world, input.ModelName, arn);
    modelsOf(world).set(input.ModelName, {
      ...rest,
      ...(PrimaryContainer ? { PrimaryContainer: { Mode: 'SingleModel', ...PrimaryContainer } } : { Containers }),
      ModelArn: arn,
      CreationTime: now(world),
      EnableNetworkIsolation: input.EnableNetworkIsolation ?? false,
    });
    putTags(world, arn, Tags);
    return { ModelArn: arn };
  },
});

function refuseUsedName(world: World, name: string, arn: string): void {
  if (modelsOf(world).get(name)) throw validationException(`Cannot create already existing model "${arn}"`);
}

function refuseUnserved(primary: ModelContainer | undefined, containers: readonly ModelContainer[] | undefined): void {
  const one = primary ?? containers?.[0];
  if (primary && containers?.length) throw validationException('PrimaryContainer and Containers cannot both be given.');
  if ((containers?.length ?? 0) > 1) throw validationException('The local world serves one container a model, not an inference pipeline.');
  if (one?.Mode === 'MultiModel') throw validationException('The local world serves SingleModel containers, not MultiModel.');
}

function requireRole(world: World, role: string): void {
  if (trustsSageMaker(world, role)) return;
  throw validationException(
    `The execution role ARN "${role}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
  );
}

async function requireImage(world: World, { Image }: ModelContainer, role: string): Promise<void> {
  if (!Image) throw validationException('A container needs an Image or a ModelPackageName.');
  const image = await findImage(world, Image, role);
  if (!image) throw validationException(`Requested image ${Image} not found.`);
  refuseOci(Image, image);
}

/** A model without an artifact has all it needs in its image. */
async function requireArtifact(world: World, { ModelDataUrl }: ModelContainer, role: string): Promise<void> {
  if (!ModelDataUrl) return;
  let link: string | undefined;
  try {
    link = await firstLink(await readObject(world, s3Location(ModelDataUrl), asRole(world, role)));
  } catch (error) {
    if (error instanceof AwsError) throw validationException(noAccess(world, ModelDataUrl, role));
    // A broken archive shows on AWS only when an endpoint unpacks it; a link makes CreateModel fail (SageMaker guide).
    if (!(error instanceof ArchiveFault)) throw error;
  }
  if (link) throw validationException(`The model data archive at ${ModelDataUrl} contains a link: ${link}.`);
}

function noAccess(world: World, url: string, role: string): string {
  return `Could not access model data at ${url}. Please ensure that the role "${role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${world.region}.`;
}
