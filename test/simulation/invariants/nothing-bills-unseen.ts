import { alarms } from '../../../local/services/cloudwatch/alarms.ts';
import { buildsOf } from '../../../local/services/codebuild/records.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import { isOpen, jobsOf } from '../../../local/services/sagemaker/training/record.ts';
import type { World } from '../../../local/world.ts';
import type { Call, Invariant, Observation } from '../observation.ts';
import { missedMs, ownerOf, variablesOf, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

const minute = 60_000;
const dueEveryMs = 5 * minute;
// The alarm's own 45 minutes, a sweep before the first measurement, a period of CloudWatch after the last.
const seenWithinMs = (45 + 5 + 15) * minute;
// A quarter hour without any measurement begins the alarm's three anew: three sweeps in a row that AWS did not start cost 45 minutes.
const quarterHourMs = 15 * minute;

/** Something that costs money while it runs, and until when it does. */
interface Thing {
  readonly name: string;
  readonly model: string;
  readonly run: string;
  readonly bills: (world: World) => boolean;
}

/** Nothing of a run keeps billing 45 minutes after the run has ended, unless the alarm rings. */
export function nothingBillsUnseen(): Invariant {
  const things = new Map<string, Thing>();
  /** Run → since when its outcome is recorded, whoever holds the lock since. */
  const endedAt = new Map<string, number>();
  const seen = new Set<string>();
  let due = 0;
  return invariant('nothing-bills-unseen', ({ at, calls, states, world, missedSweeps, isAtRest }, { expect }) => {
    for (const call of calls) {
      if (call.error) continue;
      const thing = begun(call);
      if (thing) things.set(thing.name, thing);
      for (const { id, outcome } of writtenState(call)?.state.runs ?? []) if (outcome && !endedAt.has(id)) endedAt.set(id, call.at);
    }
    if (at < due && !isAtRest) return;
    due = at + dueEveryMs;
    for (const [name, { model, run, bills }] of things) {
      const since = endedAt.get(run);
      if (since === undefined) continue;
      if (!bills(world) || isChampions(name, model, states)) {
        things.delete(name);
        expect(true, String);
      } else if (isAtRest) {
        // Sooner than the alarm could: what nobody stopped would have gone on.
        expect(seen.has(name), () => `${name} still bills at rest, ${Math.round((at - since) / minute)} minutes after its run ended`);
      } else if (at - since > seenWithinMs + missedMs(missedSweeps, since, quarterHourMs) && !seen.has(name)) {
        const rings = alarms(world)
          .values()
          .some(({ MetricName, StateValue }) => MetricName === 'StillBilling' && StateValue === 'ALARM');
        if (rings) seen.add(name);
        expect(rings, () => `${name} still bills ${Math.round((at - since) / minute)} minutes after its run ended, and no alarm rings`);
      }
    }
  });
}

const nobody = { model: '', run: '' };

function begun(call: Call): Thing | undefined {
  const { input, answer, operation } = call;
  if (operation === 'StartBuild') {
    const { MODEL = '', RUN_ID = '' } = variablesOf(call);
    const { id } = (answer as { build: { id: string } }).build;
    return {
      name: `build ${id}`,
      model: MODEL,
      run: RUN_ID,
      bills: (world) => buildsOf(world).get(id)?.buildStatus === 'IN_PROGRESS',
    };
  }
  if (operation === 'CreateTrainingJob') {
    const name = String(input.TrainingJobName);
    const bills = (world: World) => {
      const job = jobsOf(world).get(name);
      return job !== undefined && isOpen(job);
    };
    return { name: `training ${name}`, ...(ownerOf(name) ?? nobody), bills };
  }
  if (operation !== 'CreateEndpoint') return undefined;
  const name = String(input.EndpointName);
  const isUp = (world: World) => !['Deleting', 'Failed', undefined].includes(endpointsOf(world).get(name)?.EndpointStatus);
  return { name: `endpoint ${name}`, ...(ownerOf(input.EndpointConfigName) ?? nobody), bills: isUp };
}

const isChampions = (name: string, model: string, states: Observation['states']): boolean =>
  name === `endpoint ${states.get(model)?.champion?.endpoint}`;
