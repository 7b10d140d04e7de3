import { describe, expect, it } from 'vitest';
import { engineOf } from '../../../../../local/services/states/engine.ts';
import { closeInterrupted } from '../../../../../local/services/states/restart.ts';
import { MemoryStore } from '../../../../../local/store.ts';
import type { ServiceEvent, World } from '../../../../../local/world.ts';
import { statesWorld } from '../../../../support/states-world.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const ROLE = 'arn:aws:iam::000000000000:role/machine';
const STARTED = Date.UTC(2026, 0, 1);
const waiting = { QueryLanguage: 'JSONata', StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };

async function started(world: World, name: string) {
  const made = { name, roleArn: ROLE, definition: JSON.stringify(waiting) };
  const { stateMachineArn } = await world.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', made);
  const input = { stateMachineArn, name: 'run', input: '{ "a": 1 }' };
  const { executionArn } = await world.call<{ executionArn: string }>('states', 'StartExecution', input);
  return { stateMachineArn, executionArn };
}

const statuses = (events: readonly ServiceEvent[]) => events.map(({ detail }) => `${detail.name} ${detail.status}`);

describe('DeleteStateMachine', () => {
  it('ends what the machine runs, says so on the bus, and leaves other machines alone', async () => {
    const clock = new VirtualClock(STARTED);
    const { world, events } = statesWorld({ clock });
    const gone = await started(world, 'gone');
    const other = await started(world, 'other');
    await clock.advance(5000);
    expect(await world.call('states', 'DeleteStateMachine', { stateMachineArn: gone.stateMachineArn })).toEqual({});
    expect(statuses(events)).toEqual(['run RUNNING', 'run RUNNING', 'run ABORTED']);
    expect(events[2]?.detail).toMatchObject({ executionArn: gone.executionArn, stopDate: STARTED + 5000 });
    await expect(world.call('states', 'DescribeStateMachine', { stateMachineArn: gone.stateMachineArn })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${gone.stateMachineArn}'`,
    });
    await expect(world.call('states', 'StartExecution', { stateMachineArn: gone.stateMachineArn })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    const { status } = await world.call<{ status: string }>('states', 'DescribeExecution', { executionArn: gone.executionArn });
    expect(status).toBe('ABORTED');
    expect(clock.pending).toBe(1);
    await clock.run();
    expect(statuses(events)).toEqual(['run RUNNING', 'run RUNNING', 'run ABORTED', 'run SUCCEEDED']);
    expect(events[3]?.detail.executionArn).toBe(other.executionArn);
  });

  it('is no error for a machine that is not there, and frees the name for another definition', async () => {
    const { world } = statesWorld({ clock: new VirtualClock(STARTED) });
    const { stateMachineArn } = await started(world, 'm');
    await world.call('states', 'DeleteStateMachine', { stateMachineArn });
    expect(await world.call('states', 'DeleteStateMachine', { stateMachineArn })).toEqual({});
    const definition = JSON.stringify({ ...waiting, Comment: 'another' });
    await world.call('states', 'CreateStateMachine', { name: 'm', roleArn: ROLE, definition });
    expect(await world.call('states', 'DescribeStateMachine', { stateMachineArn })).toMatchObject({ definition });
  });
});

describe('an execution that a stopped world left RUNNING', () => {
  it("is told on the bus of the next one as ABORTED, with AWS's whole detail, and only once", async () => {
    const store = new MemoryStore();
    const before = statesWorld({ clock: new VirtualClock(STARTED), store });
    const { executionArn, stateMachineArn } = await started(before.world, 'm');
    engineOf(before.world).stop();
    expect(statuses(before.events)).toEqual(['run RUNNING']);

    const clock = new VirtualClock(STARTED + 60_000);
    const { world, events } = statesWorld({ clock, store });
    closeInterrupted(world);
    closeInterrupted(world);
    expect(events).toEqual([
      {
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        resources: [executionArn],
        detail: {
          executionArn,
          stateMachineArn,
          name: 'run',
          status: 'ABORTED',
          startDate: STARTED,
          stopDate: STARTED + 60_000,
          input: '{ "a": 1 }',
          inputDetails: { included: true },
          output: null,
          outputDetails: null,
          error: null,
          cause: "Trainyard's local world was stopped during this execution",
          stateMachineVersionArn: null,
          stateMachineAliasArn: null,
          redriveCount: 0,
          redriveDate: null,
          redriveStatus: 'REDRIVABLE',
          redriveStatusReason: null,
        },
      },
    ]);
  });
});
