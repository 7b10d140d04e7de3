import type { Job } from './payloads.ts';
import { wellFormed } from './text.ts';

/** Addresses of pages in AWS's consoles, for the partition, region and account of an ARN: mails and the command line link to them. */
export function consolePages(arn: string) {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  const root = `https://${region}.${hosts[partition] ?? hosts.aws}`;
  const at = (service: string, fragment: string) => `${root}/${service}/home?region=${region}#${fragment}`;
  return {
    execution: (executionArn: string) => at('states', `/v2/executions/details/${executionArn}`),
    endpoint: (name: string) => at('sagemaker', `/endpoints/${name}`),
    training: ({ name }: Pick<Job, 'name'>) => at('sagemaker', `/jobs/${name}`),
    /** `id` is `<project>:<uuid>`. */
    build: ({ id }: Pick<Job, 'id'>) =>
      `${root}/codesuite/codebuild/${account}/projects/${id.split(':')[0]}/build/${encodeURIComponent(wellFormed(id))}/?region=${region}`,
    logStream: (group: string, stream: string) =>
      at('cloudwatch', `logsV2:log-groups/log-group/${twiceEncoded(group)}/log-events/${twiceEncoded(stream)}`),
    logGroup: (name: string) => at('cloudwatch', `logsV2:log-groups/log-group/${twiceEncoded(name)}`),
  };
}

const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** CloudWatch's console takes names percent-encoded twice, with `$` for `%`. */
const twiceEncoded = (text: string): string => encodeURIComponent(encodeURIComponent(wellFormed(text))).replaceAll('%', '$');
