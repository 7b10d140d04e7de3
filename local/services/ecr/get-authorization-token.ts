import { list, text } from '../input.ts';
import { operation } from '../operation.ts';
import { login } from './authorization.ts';
import { registryHost } from './repositories.ts';

/** The password for `docker login`; it carries the caller's rights into the registry. */
export const getAuthorizationToken = operation({
  name: 'GetAuthorizationToken',
  input: { registryIds: list(text()) },
  run: (_input, { world, caller }) => {
    const { password, expires } = login(world, caller);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
    return { authorizationData: [{ authorizationToken, expiresAt: expires, proxyEndpoint: `https://${registryHost(world)}` }] };
  },
});
