import { isDeepStrictEqual } from 'node:util';
import type { TaskCall, TaskReport, TaskRunner } from '../../local/asl/index.ts';
import type { taskRunner } from '../../local/services/states/tasks/index.ts';
import type { Case, ServiceTask } from './case-file.ts';

/** Tasks that the local world has no service for answer as they did when AWS was recorded. */
export function recordedTasks(file: Case, real: typeof taskRunner): typeof taskRunner {
  const left = [...(file.serviceTasks ?? [])];
  return (world, engine, record): TaskRunner => {
    const run = real(world, engine, record);
    return (call, report) => {
      const task = take(left, call);
      if (task && needsRecording(call, file)) return replay(task, report);
      return run(call, report);
    };
  };
}

/** The first left that asks for the same, else the first of this resource and state: tokens and ids in parameters are masked. */
function take(left: ServiceTask[], { resource, state, input }: TaskCall): ServiceTask | undefined {
  const action = resource.pattern ? `${resource.action}.${resource.pattern}` : resource.action;
  const fits = (task: ServiceTask): boolean =>
    [resource.arn, `${resource.service}:${action}`].includes(task.resource) && (task.state ?? state) === state;
  const same = left.findIndex((task) => fits(task) && isDeepStrictEqual(task.parameters, input.value));
  const index = same < 0 ? left.findIndex(fits) : same;
  return index < 0 ? undefined : left.splice(index, 1)[0];
}

/** A plain call of a function whose behaviour the case tells is made for real. */
function needsRecording({ resource }: TaskCall, file: Case): boolean {
  return resource.service !== 'lambda' || resource.pattern !== '' || Object.keys(file.lambdas ?? {}).length === 0;
}

/** What was recorded neither as a success nor as a failure is never answered: it timed out, or its execution was stopped. */
function replay(task: ServiceTask, report: TaskReport): undefined {
  queueMicrotask(() => {
    if (task.submitted !== undefined) report.submitted(jsonOf(task.submitted));
    if (task.failed) report.failed(task.failed.error, textOf(task.failed.cause));
    else if (task.succeeded !== undefined) report.succeeded(jsonOf(task.succeeded));
  });
  return undefined;
}

/** The recorder parsed texts that begin with a brace; all others are the JSON text that AWS wrote. */
function jsonOf(recorded: unknown): string {
  if (typeof recorded !== 'string') return JSON.stringify(recorded);
  try {
    JSON.parse(recorded);
    return recorded;
  } catch {
    return JSON.stringify(recorded);
  }
}

const textOf = (cause: unknown): string | undefined => (cause === undefined || typeof cause === 'string' ? cause : JSON.stringify(cause));
