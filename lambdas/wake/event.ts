import type { JobService } from '../contract/layout.ts';

/** What EventBridge delivers, as far as it is read. */
export interface StateChangeEvent {
  readonly 'detail-type'?: string;
  /** When it happened, to the second. */
  readonly time?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A job of whose change an event tells. */
export interface Hint {
  readonly service: JobService;
  readonly name: string;
  /** The `id` of the job that ended, as far as the event says so. A hint, never a fact: only a description that is behind it is asked again. */
  readonly ended: string | undefined;
}

/** The job that an event speaks of; undefined for one of somebody else's. */
export function jobOf({ 'detail-type': type, detail = {} }: StateChangeEvent): Hint | undefined {
  const named = (service: JobService, name: unknown, status: unknown, id: unknown): Hint | undefined =>
    typeof name === 'string' && name !== '' ? { service, name, ended: ends.has(String(status)) ? String(id) : undefined } : undefined;
  switch (type) {
    case 'CodeBuild Build State Change': {
      const job = environmentOf(detail).find((variable) => variable?.name === 'JOB')?.value;
      return named('build', job, detail['build-status'], String(detail['build-id']).split(':build/')[1]);
    }
    case 'SageMaker Training Job State Change':
      return named('training', detail.TrainingJobName, detail.TrainingJobStatus, detail.TrainingJobName);
    case 'SageMaker Endpoint State Change':
      return named('endpoint', detail.EndpointName, detail.EndpointStatus, detail.EndpointConfigName);
    default:
      return undefined;
  }
}

/** Final statuses, as the events write them: those of builds, of trainings, and IN_SERVICE or FAILED of endpoints. */
const ends: ReadonlySet<string> = new Set('SUCCEEDED FAILED FAULT STOPPED TIMED_OUT Completed Failed Stopped IN_SERVICE'.split(' '));

interface Additional {
  readonly environment?: { readonly 'environment-variables'?: readonly ({ name?: string; value?: string } | null)[] };
}

/** A build's variables, as CodeBuild puts them into its events: hyphenated keys. */
function environmentOf(detail: Readonly<Record<string, unknown>>) {
  return (detail['additional-information'] as Additional | undefined)?.environment?.['environment-variables'] ?? [];
}
