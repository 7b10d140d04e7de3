import { list, required, structure, text } from '../input.ts';

/** The one member that nearly every operation has; its form is checked by {@link ./repositories.ts}, whose error AWS uses. */
export const repositoryName = { repositoryName: text(required) } as const;

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
