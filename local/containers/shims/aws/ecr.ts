import { ShimFault } from '../fault.ts';
import { parseFlags } from '../flags.ts';
import { awsClient } from './client.ts';
import { printOutput } from './output.ts';

const target = 'AmazonEC2ContainerRegistry_V20150921';

/** `aws ecr get-login-password`. */
export async function getLoginPassword(args: string[]): Promise<void> {
  parseFlags('aws ecr get-login-password', args, { '--region': 'value' });
  const { authorizationData } = (await awsClient().json(target, 'ecr', 'GetAuthorizationToken', {})) as {
    authorizationData?: { authorizationToken?: string }[];
  };
  const [, password = ''] = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s);
  process.stdout.write(`${password}\n`);
}

/** `aws ecr describe-images` and `batch-get-image`. */
export async function imagesCall(operation: 'DescribeImages' | 'BatchGetImage', args: string[]): Promise<void> {
  const command = `aws ecr ${operation === 'DescribeImages' ? 'describe-images' : 'batch-get-image'}`;
  const { words, rest } = imageIds(args);
  const parsed = parseFlags(command, rest, {
    '--repository-name': 'value',
    '--registry-id': 'value',
    '--region': 'value',
    '--query': 'value',
    '--output': 'value',
  });
  const repositoryName = parsed.value('repository-name');
  if (!repositoryName) throw new ShimFault(`${command}: the following arguments are required: --repository-name`, 252);
  const ids = words.map((word) => Object.fromEntries(word.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])));
  const answer = await awsClient().json(target, 'ecr', operation, { repositoryName, ...(ids.length > 0 ? { imageIds: ids } : {}) });
  printOutput(answer, parsed.value('query'), parsed.value('output'));
}

/** `--image-ids imageTag=a imageDigest=b`: a flag with a list, which ends at the next flag. */
function imageIds(args: readonly string[]): { words: string[]; rest: string[] } {
  const at = args.indexOf('--image-ids');
  if (at < 0) return { words: [], rest: [...args] };
  const end = args.findIndex((arg, index) => index > at && arg.startsWith('--'));
  const stop = end < 0 ? args.length : end;
  return { words: args.slice(at + 1, stop), rest: [...args.slice(0, at), ...args.slice(stop)] };
}
