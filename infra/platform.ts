import { limits } from '../lambdas/contract/aws-limits.ts';

/** What a platform engineer decides for an installation. */
export interface Platform {
  /** Name or ARN of the managed policy that bounds every role. */
  readonly permissionsBoundary?: string;
  /** ARN of the customer's key: buckets, topics, queues, log groups and trained artifacts. docs/security.md has its policy. */
  readonly kmsKey?: string;
  /** Where training and hosting instances get their network interfaces. */
  readonly network?: Network;
  /** Existing buckets in place of new ones. docs/security.md says what must be switched on there. */
  readonly artifactsBucket?: string;
  readonly dataBucket?: string;
  /** On every resource, and on what runs make. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Models whose stacks exist and are not in this synthesis: they keep their rights. */
  readonly deployed?: readonly string[];
}

export interface Network {
  /** At most 16. */
  readonly subnets: readonly string[];
  /** At most 5. */
  readonly securityGroups: readonly string[];
}

/** Reads the options by their names, lists separated by commas. Throws naming a wrong one, what was expected and what came. */
export function readPlatform(text: (name: string) => string | undefined): Platform {
  const list = (name: string) =>
    text(name)
      ?.split(',')
      .map((item) => item.trim());
  const [subnets = [], securityGroups = []] = [list('subnets'), list('securityGroups')];
  return checkPlatform({
    permissionsBoundary: text('permissionsBoundary'),
    kmsKey: text('kmsKey'),
    network: subnets.length + securityGroups.length > 0 ? { subnets, securityGroups } : undefined,
    artifactsBucket: text('artifactsBucket'),
    dataBucket: text('dataBucket'),
    tags: Object.fromEntries(list('tags')?.map(split) ?? []),
    deployed: list('deployed'),
  });
}

const split = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`tags: expected key=value pairs, separated by commas, got ${JSON.stringify(pair)}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
};

/** The same options, looked through. @throws Error naming a wrong one */
export function checkPlatform(platform: Platform): Platform {
  const { permissionsBoundary, kmsKey, network, artifactsBucket, dataBucket, tags = {}, deployed = [] } = platform;
  check('permissionsBoundary', permissionsBoundary, /^(arn:[^:]+:iam::\w+:policy\/.+|[\w+=,.@-]{1,128})$/, "a policy's name or ARN");
  check('kmsKey', kmsKey, /^arn:[^:]+:kms:[^:]+:\d{12}:key\/.+$/, 'the ARN of a key (not of an alias)');
  for (const [name, bucket] of Object.entries({ artifactsBucket, dataBucket }))
    check(name, bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "an existing bucket's name");
  if (network) checkNetwork(network);
  for (const [key, value] of Object.entries(tags)) check('tags', `${key}=${value}`, tag, 'letters, digits, spaces and _.:/=+-@');
  if (Object.keys(tags).length > limits.platformTags)
    throw new Error(
      `tags: expected at most ${limits.platformTags}, as a resource takes 50 and some are ours, got ${Object.keys(tags).length}`,
    );
  for (const model of deployed) check('deployed', model, /^[a-z][a-z0-9-]{0,29}$/, 'names of models');
  return platform;
}

/** SageMaker's VpcConfig: 1 to 16 subnets, 1 to 5 security groups. */
function checkNetwork({ subnets, securityGroups }: Network): void {
  for (const id of subnets) check('subnets', id, /^subnet-[0-9a-f]{1,25}$/, 'ids such as subnet-0a1b2c3d');
  for (const id of securityGroups) check('securityGroups', id, /^sg-[0-9a-f]{1,29}$/, 'ids such as sg-0a1b2c3d');
  const [many, groups] = [subnets.length, securityGroups.length];
  if (many >= 1 && many <= 16 && groups >= 1 && groups <= 5) return;
  throw new Error(`expected 1 to 16 subnets and 1 to 5 securityGroups, or none of either; got ${many} and ${groups}`);
}

/** What IAM takes, which is the narrowest, but for 255 characters: what the CDK takes for a repository. `aws:` and `trainyard:` are taken. */
const tag = /^(?!aws:|trainyard:)[\p{L}\p{N} _.:/+@-]{1,128}=[\p{L}\p{N} _.:/=+@-]{0,255}$/u;

function check(name: string, value: string | undefined, pattern: RegExp, expected: string): void {
  if (value === undefined || pattern.test(value)) return;
  throw new Error(`${name}: expected ${expected}, got ${JSON.stringify(value)}`);
}
