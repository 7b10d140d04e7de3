import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { operation } from '../operation.ts';
import { repositoryName, triggers } from './members.ts';
import { findRepository, repositoriesOf, type Trigger } from './repositories.ts';

/** Replaces all triggers of a repository. */
export const putRepositoryTriggers = operation({
  name: 'PutRepositoryTriggers',
  input: { ...repositoryName, triggers },
  run: (input, { world }) => {
    const repository = findRepository(world, input.repositoryName);
    checkTriggers(input.triggers, world.region);
    const configurationId = randomUuid(world.random);
    repositoriesOf(world).set(repository.name, { ...repository, triggers: input.triggers, configurationId });
    return { configurationId };
  },
});

/** The limits are those of the user guide, "Quotas in AWS CodeCommit". */
function checkTriggers(all: readonly Trigger[], region: string): void {
  const refuse = (name: string, text: string) => {
    throw new AwsError(name, text);
  };
  if (all.length > 10) refuse('MaximumRepositoryTriggersExceededException', 'A repository has at most 10 triggers');
  if (new Set(all.map(({ name }) => name)).size < all.length) {
    refuse('InvalidRepositoryTriggerNameException', 'Two triggers have the same name: names are unique within a repository');
  }
  for (const { name, destinationArn, customData = '', branches = [], events } of all) {
    if (!/^[\w.-]{1,100}$/.test(name)) {
      refuse(
        'InvalidRepositoryTriggerNameException',
        `The trigger name ${name} is not valid: letters, digits, periods, underscores, dashes`,
      );
    }
    const [, , service, itsRegion] = destinationArn.split(':');
    if (service !== 'sns' && service !== 'lambda') {
      refuse('InvalidRepositoryTriggerDestinationArnException', `${destinationArn} is neither an SNS topic nor a Lambda function`);
    }
    if (itsRegion !== region) refuse('InvalidRepositoryTriggerRegionException', `${destinationArn} is not in the region of the repository`);
    if (events.length === 0) refuse('RepositoryTriggerEventsListRequiredException', `The trigger ${name} needs at least one event`);
    if (events.includes('all') && events.length > 1) {
      refuse('InvalidRepositoryTriggerEventsException', `The trigger ${name} has "all" beside other events`);
    }
    if (branches.length > 10) refuse('MaximumBranchesExceededException', `The trigger ${name} names more than 10 branches`);
    if (customData.length > 1000) {
      refuse('InvalidRepositoryTriggerCustomDataException', `The custom data of ${name} is longer than 1000 characters`);
    }
  }
}
