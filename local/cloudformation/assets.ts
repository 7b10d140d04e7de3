import { createReadStream } from 'node:fs';
import type { World } from '../world.ts';
import type { AssemblyStack, FileAsset } from './assembly.ts';
import { zipFolder } from './zip.ts';

/** The oldest bootstrap that today's assemblies accept without a word is 6; `cdk bootstrap` of 2026 makes this one. */
const bootstrapVersion = '30';

/**
 * Does the part of `cdk bootstrap` and of publishing that the stacks need: the version parameter, the assets bucket, and in it the
 * files that are not there yet. Functions' code stays where it is (the local Lambda reads the folder), as do the templates.
 */
export async function publishAssets(world: World, stack: AssemblyStack): Promise<void> {
  if (stack.bootstrapParameter) await putBootstrapVersion(world, stack.bootstrapParameter);
  const code = new Set(functionCode(stack));
  for (const asset of stack.assets) {
    if (!code.has(asset.objectKey) && !asset.path.endsWith('.template.json')) await publish(world, asset);
  }
}

async function putBootstrapVersion(world: World, Name: string): Promise<void> {
  try {
    await world.call('ssm', 'GetParameter', { Name });
  } catch (error) {
    if ((error as Error).name !== 'ParameterNotFound') throw error;
    await world.call('ssm', 'PutParameter', { Name, Type: 'String', Value: bootstrapVersion });
  }
}

function functionCode({ template }: AssemblyStack): string[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => String((Properties?.Code as { S3Key?: string } | undefined)?.S3Key));
}

async function publish(world: World, { path, packaging, bucketName, objectKey: Key }: FileAsset): Promise<void> {
  const Bucket = bucketName.replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => (name === 'AccountId' ? world.account : world.region));
  try {
    // The key is the content's hash.
    await world.call('s3', 'HeadObject', { Bucket, Key });
    return;
  } catch (error) {
    if (!['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes((error as Error).name)) throw error;
  }
  await makeBucket(world, Bucket);
  await world.call('s3', 'PutObject', { Bucket, Key, Body: packaging === 'zip' ? zipFolder(path) : createReadStream(path) });
}

async function makeBucket(world: World, Bucket: string): Promise<void> {
  const location = world.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: world.region } };
  try {
    await world.call('s3', 'CreateBucket', { Bucket, ...location });
  } catch (error) {
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}
