import { rules } from '../../../../local/services/events/records.ts';
import type { FunctionPool } from '../../../../local/services/lambda/pools.ts';
import { functionKey, functionTable, latest } from '../../../../local/services/lambda/records.ts';
import type { World } from '../../../../local/world.ts';
import type { Meter } from '../meter.ts';
import { definition, functionNames } from './definition.ts';
import { runFunction } from './functions.ts';

const machine = 'reference';

/** Makes the reference's functions and its state machine in a world, and puts Trainyard's own rules to sleep: its functions would be counted. */
export async function installReference(world: World): Promise<string> {
  for (const rule of rules(world).values()) rules(world).set(rule.Name, { ...rule, State: 'DISABLED' });
  const queued = world.store.table('lambda/asynchronous-events');
  for (const key of queued.keys()) queued.delete(key);
  const role = `arn:aws:iam::${world.account}:role/${machine}`;
  const trust = (service: string) => ({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust('states.amazonaws.com')] });
  await world.call('iam', 'CreateRole', { RoleName: machine, AssumeRolePolicyDocument });
  const Statement = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await world.call('iam', 'PutRolePolicy', { RoleName: machine, PolicyName: 'invoke', PolicyDocument });
  const table = functionTable(world);
  const like = table.get(functionKey('trainyard-prepare', latest));
  if (!like) throw new Error('Expected the deployed stack to have trainyard-prepare');
  // 128 MB and x86_64: what a function of 2019 had that nobody changed.
  for (const name of functionNames)
    table.set(functionKey(`${machine}-${name}`, latest), { ...like, name: `${machine}-${name}`, memory: 128, architectures: ['x86_64'] });
  const arn = (name: string) => `arn:aws:lambda:${world.region}:${world.account}:function:${machine}-${name}`;
  const made = await world.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', {
    ...{ name: machine, roleArn: role, definition: JSON.stringify(definition(arn)) },
  });
  return made.stateMachineArn;
}

/** A pool of the reference's functions. */
export const referencePool = (world: World, meter: Meter): FunctionPool => ({
  invoke: async ({ name }, { event }) => ({
    payload: await runFunction(world, meter, name.slice(machine.length + 1), event),
    failed: false,
    log: [],
  }),
  stop: async () => {},
});
