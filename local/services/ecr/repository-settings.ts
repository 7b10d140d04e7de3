import { flag, required, structure, text } from '../input.ts';
import { type AnyOperation, operation } from '../operation.ts';
import { notSet } from './errors.ts';
import { changeRepository, checkJson, repositoryName, repositoryOf } from './repositories.ts';

const registryId = text();

/**
 * What a deploy sets on a repository. Immutability is enforced; the lifecycle and access policies and the scan setting are kept and
 * given back: nothing here expires an image or scans it, and the caller's own policies decide.
 */
export const repositorySettings: AnyOperation[] = [
  operation({
    name: 'PutImageTagMutability',
    input: {
      repositoryName,
      registryId,
      imageTagMutability: text({ required: true, of: ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'] }),
    },
    run: ({ repositoryName: name, imageTagMutability }, { world }) => {
      changeRepository(world, name, () => ({ mutability: imageTagMutability }));
      return { registryId: world.account, repositoryName: name, imageTagMutability };
    },
  }),
  operation({
    name: 'PutImageScanningConfiguration',
    input: { repositoryName, registryId, imageScanningConfiguration: structure({ scanOnPush: flag() }, required) },
    run: ({ repositoryName: name, imageScanningConfiguration }, { world }) => {
      changeRepository(world, name, () => ({ scanOnPush: imageScanningConfiguration.scanOnPush ?? false }));
      return { registryId: world.account, repositoryName: name, imageScanningConfiguration };
    },
  }),
  ...policy('LifecyclePolicy', {
    put: 'PutLifecyclePolicy',
    member: 'lifecyclePolicyText',
    field: 'lifecyclePolicyText',
    what: 'Lifecycle',
  }),
  ...policy('RepositoryPolicy', { put: 'SetRepositoryPolicy', member: 'policyText', field: 'policyText', what: 'Repository' }),
];

interface PolicyNames {
  readonly put: string;
  readonly member: 'lifecyclePolicyText' | 'policyText';
  readonly field: 'lifecyclePolicyText' | 'policyText';
  readonly what: 'Lifecycle' | 'Repository';
}

function policy(noun: string, { put, member, field, what }: PolicyNames): AnyOperation[] {
  return [
    operation({
      name: put,
      input: { repositoryName, registryId, [member]: text(required) },
      run: (input, { world }) => {
        const document = (input as Record<string, unknown>)[member] as string;
        checkJson(member, document);
        changeRepository(world, input.repositoryName, () => ({ [field]: document }));
        return { registryId: world.account, repositoryName: input.repositoryName, [member]: document };
      },
    }),
    operation({
      name: `Get${noun}`,
      input: { repositoryName, registryId },
      run: ({ repositoryName: name }, { world }) => {
        const document = repositoryOf(world, name)[field];
        if (document === undefined) throw notSet(world, name, what);
        return { registryId: world.account, repositoryName: name, [member]: document };
      },
    }),
    operation({
      name: `Delete${noun}`,
      input: { repositoryName, registryId },
      run: ({ repositoryName: name }, { world }) => {
        const document = repositoryOf(world, name)[field];
        if (document === undefined) throw notSet(world, name, what);
        changeRepository(world, name, () => ({ [field]: undefined }));
        return { registryId: world.account, repositoryName: name, [member]: document };
      },
    }),
  ];
}
