import type { Job } from '../../contract/payloads.ts';

/** Where to look beside the execution itself. */
export interface Places {
  readonly endpoint?: string | null | undefined;
  /** The states in question: each links to its job, or to the log of its function. */
  readonly states?: readonly { readonly job?: Job | undefined; readonly functionName?: string | undefined }[];
}

/** Deep links into AWS's consoles, for the partition and region of the execution. */
export function links(executionArn: string, { endpoint, states = [] }: Places = {}): [label: string, url: string][] {
  const [, partition = 'aws', , region = '', account = ''] = executionArn.split(':');
  const root = `https://${region}.${consoleHosts[partition] ?? consoleHosts.aws}`;
  const at = (page: string, fragment: string) => `${root}/${page}/home?region=${region}#${fragment}`;
  const log = (group: string) => at('cloudwatch', `logsV2:log-groups/log-group/${twiceEncoded(group)}`);
  const jobLink = ({ kind, name, id }: Job): [string, string] => {
    if (kind === 'training') return ['Training', at('sagemaker', `/jobs/${name}`)];
    if (kind === 'deployment') return ['Log', log(`/aws/sagemaker/Endpoints/${name}`)];
    const [project = ''] = id.split(':');
    return ['Build', `${root}/codesuite/codebuild/${account}/projects/${project}/build/${encodeURIComponent(id)}/?region=${region}`];
  };
  return [
    ['Execution', at('states', `/v2/executions/details/${executionArn}`)],
    ...states.flatMap(({ job, functionName }): [string, string][] =>
      job ? [jobLink(job)] : functionName ? [['Log', log(`/aws/lambda/${functionName}`)]] : [],
    ),
    ...(endpoint ? [['Endpoint', at('sagemaker', `/endpoints/${endpoint}`)] as [string, string]] : []),
  ];
}

const consoleHosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** CloudWatch's console takes names percent-encoded twice, with `$` for `%`. */
const twiceEncoded = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
