import { list, required, structure, text } from '../input.ts';

/** The one member that nearly every operation has; its form is checked where it is looked up, with CodeCommit's own error. */
export const repositoryName = { repositoryName: text(required) } as const;

/** All triggers of a repository, as one list that replaces the last. */
export const triggers = list(
  structure({
    name: text(required),
    destinationArn: text(required),
    customData: text(),
    branches: list(text()),
    events: list(text({ of: ['all', 'updateReference', 'createReference', 'deleteReference'] as const }), required),
  }),
  required,
);
