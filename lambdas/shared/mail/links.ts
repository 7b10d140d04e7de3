import { consolePages } from '../../contract/console.ts';
import type { Job } from '../../contract/payloads.ts';
import type { Fact } from './report.ts';

/** Where to look beside the execution itself. */
export interface Places {
  readonly endpoint?: string | null | undefined;
  /** The states in question: each links to its job, or to the log of its function. */
  readonly states?: readonly { readonly job?: Job | undefined; readonly functionName?: string | undefined }[];
}

/** Deep links into AWS's consoles. */
export function links(executionArn: string, { endpoint, states = [] }: Places = {}): Fact[] {
  const pages = consolePages(executionArn);
  const jobLink: Readonly<Record<Job['kind'], (job: Job) => Fact>> = {
    image: (job) => ['Build', pages.build(job)],
    verification: (job) => ['Build', pages.build(job)],
    training: (job) => ['Training', pages.training(job)],
    deployment: ({ name }) => ['Log', pages.logGroup(`/aws/sagemaker/Endpoints/${name}`)],
  };
  return [
    ['Execution', pages.execution(executionArn)],
    ...states.flatMap(({ job, functionName }): Fact[] =>
      job ? [jobLink[job.kind](job)] : functionName ? [['Log', pages.logGroup(`/aws/lambda/${functionName}`)]] : [],
    ),
    ...(endpoint ? [['Endpoint', pages.endpoint(endpoint)] as const] : []),
  ];
}
