/** Address of a page in AWS's console for the partition and region of an ARN. */
export function consoleLinks(arn: string): { execution(arn: string): string; endpoint(name: string): string } {
  const [, partition = 'aws', , region = ''] = arn.split(':');
  const root = `https://${region}.${hosts[partition] ?? hosts.aws}`;
  return {
    execution: (executionArn) => `${root}/states/home?region=${region}#/v2/executions/details/${executionArn}`,
    endpoint: (name) => `${root}/sagemaker/home?region=${region}#/endpoints/${name}`,
  };
}

const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
