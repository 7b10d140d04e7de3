import type { JobService } from '../contract/layout.ts';

/** What EventBridge delivers, as far as it is read. */
export interface StateChangeEvent {
  readonly 'detail-type'?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * The job that an event speaks of; undefined for one of somebody else's. What the event says of the job's status is not used: an event is
 * a hint, never a fact.
 */
export function jobOf({ 'detail-type': type, detail = {} }: StateChangeEvent): { service: JobService; name: string } | undefined {
  const named = (service: JobService, name: unknown) => (typeof name === 'string' && name !== '' ? { service, name } : undefined);
  switch (type) {
    case 'CodeBuild Build State Change':
      return named('build', environmentOf(detail).find((variable) => variable?.name === 'JOB')?.value);
    case 'SageMaker Training Job State Change':
      return named('training', detail.TrainingJobName);
    case 'SageMaker Endpoint State Change':
      return named('endpoint', detail.EndpointName);
    default:
      return undefined;
  }
}

interface Additional {
  readonly environment?: { readonly 'environment-variables'?: readonly ({ name?: string; value?: string } | null)[] };
}

/** A build's variables, as CodeBuild puts them into its events: hyphenated keys. */
function environmentOf(detail: Readonly<Record<string, unknown>>) {
  return (detail['additional-information'] as Additional | undefined)?.environment?.['environment-variables'] ?? [];
}
