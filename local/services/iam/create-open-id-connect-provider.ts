import { AwsError } from '../errors.ts';
import { any, list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { oidcProviderArn, oidcProviders } from './oidc-providers.ts';

/** Writes a provider down. Nobody in this world shows a token of one: STS has no AssumeRoleWithWebIdentity here. */
export const createOpenIDConnectProvider = operation({
  name: 'CreateOpenIDConnectProvider',
  input: {
    Url: text({ ...required, min: 1, max: 255 }),
    ClientIDList: list(text({ max: 255 }), { max: 100 }),
    ThumbprintList: list(text({ min: 40, max: 40 }), { max: 5 }),
    Tags: list(any()),
  },
  run: ({ Url, ClientIDList = [], ThumbprintList = [] }, { world }) => {
    if (!Url.startsWith('https://')) throw new AwsError('ValidationError', 'Invalid Open ID Connect Provider URL');
    const arn = oidcProviderArn(world, Url);
    if (oidcProviders(world).get(arn)) throw new AwsError('EntityAlreadyExists', `Provider with url ${Url} already exists.`, 409);
    oidcProviders(world).set(arn, { Url, ClientIDList, ThumbprintList, CreateDate: new Date(world.clock.now()) });
    return { OpenIDConnectProviderArn: arn };
  },
});
