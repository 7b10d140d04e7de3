import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { any, flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkDefinition } from './definition.ts';
import { checkName, checkRole } from './faults.ts';
import { type MachineRecord, machineArn, machines, revisions } from './records.ts';

/** Creates a machine; the same request again answers as the first did. */
export const createStateMachine = operation({
  name: 'CreateStateMachine',
  input: {
    name: text(required),
    definition: text({ required: true, min: 1, max: 1_048_576 }),
    roleArn: text({ ...required, min: 1, max: 256 }),
    type: text({ of: ['STANDARD', 'EXPRESS'] }),
    loggingConfiguration: any(),
    tracingConfiguration: any(),
    encryptionConfiguration: any(),
    tags: any(),
    publish: flag(),
    versionDescription: text(),
  },
  run: (input, { world }) => {
    checkName(input.name);
    checkRole(input.roleArn);
    const { definition, roleArn, type = 'STANDARD', loggingConfiguration, tracingConfiguration, tags } = input;
    const stateMachineArn = machineArn(world, input.name);
    const existing = machines(world).get(stateMachineArn);
    if (existing) return sameAgain(existing, { definition, roleArn, type });
    checkDefinition(definition, type);
    const now = new Date(world.clock.now());
    const revision = {
      stateMachineArn,
      name: input.name,
      roleArn,
      type,
      revisionId: randomUuid(world.random),
      updateDate: now,
      definition,
    };
    const record: MachineRecord = { ...revision, creationDate: now, loggingConfiguration, tracingConfiguration, tags };
    revisions(world).set(record.revisionId, { ...revision, loggingConfiguration, tracingConfiguration });
    machines(world).set(stateMachineArn, record);
    return { stateMachineArn, creationDate: now };
  },
});

function sameAgain(existing: MachineRecord, asked: Pick<MachineRecord, 'definition' | 'roleArn' | 'type'>) {
  const { definition, roleArn, type, stateMachineArn, creationDate } = existing;
  if (definition === asked.definition && roleArn === asked.roleArn && type === asked.type) return { stateMachineArn, creationDate };
  throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${stateMachineArn}'`);
}
