import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { any, flag, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkDefinition } from './definition.ts';
import { checkRole, needMachine } from './faults.ts';
import { machines, revisions } from './records.ts';

/** Changes a machine; executions that run keep the revision they began with. */
export const updateStateMachine = operation({
  name: 'UpdateStateMachine',
  input: {
    stateMachineArn: text(required),
    definition: text({ min: 1, max: 1_048_576 }),
    roleArn: text({ min: 1, max: 256 }),
    loggingConfiguration: any(),
    tracingConfiguration: any(),
    encryptionConfiguration: any(),
    publish: flag(),
    versionDescription: text(),
  },
  run: (input, { world }) => {
    const old = needMachine(world, input.stateMachineArn);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration, input.encryptionConfiguration].every((v) => v === undefined))
      throw new AwsError('MissingRequiredParameter', 'Either the definition, the role ARN, or the LoggingConfiguration must be specified');
    if (roleArn !== undefined) checkRole(roleArn);
    if (definition !== undefined) checkDefinition(definition, old.type);
    const record = {
      ...old,
      definition: definition ?? old.definition,
      roleArn: roleArn ?? old.roleArn,
      loggingConfiguration: loggingConfiguration ?? old.loggingConfiguration,
      tracingConfiguration: tracingConfiguration ?? old.tracingConfiguration,
      revisionId: randomUuid(world.random),
      updateDate: new Date(world.clock.now()),
    };
    const { tags: _tags, creationDate: _created, ...revision } = record;
    revisions(world).set(record.revisionId, revision);
    machines(world).set(record.stateMachineArn, record);
    return { updateDate: record.updateDate, revisionId: record.revisionId };
  },
});
