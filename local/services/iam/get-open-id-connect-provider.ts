import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needOidcProvider } from './oidc-providers.ts';

export const getOpenIDConnectProvider = operation({
  name: 'GetOpenIDConnectProvider',
  input: { OpenIDConnectProviderArn: text(required) },
  run: ({ OpenIDConnectProviderArn }, { world }) => {
    const { Url, ...provider } = needOidcProvider(world, OpenIDConnectProviderArn);
    return { Url: Url.replace(/^https:\/\//, ''), ...provider };
  },
});
