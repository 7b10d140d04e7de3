import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needOidcProvider, oidcProviders } from './oidc-providers.ts';

export const deleteOpenIDConnectProvider = operation({
  name: 'DeleteOpenIDConnectProvider',
  input: { OpenIDConnectProviderArn: text(required) },
  run: ({ OpenIDConnectProviderArn }, { world }) => {
    needOidcProvider(world, OpenIDConnectProviderArn);
    oidcProviders(world).delete(OpenIDConnectProviderArn);
    return {};
  },
});
