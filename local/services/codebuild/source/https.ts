import { AwsError } from '../../errors.ts';
import { SourceFault, type SourceFetcher, type SourceRequest } from './fetcher.ts';
import { checkOut, ofSource } from './git.ts';

/**
 * A public repository of GitHub and the like, by its https address. No credentials of the user are sent; who needs a proxy or another
 * address gives git's own `GIT_CONFIG_COUNT`, `_KEY_n` and `_VALUE_n` to the process that runs the world. This world has no connections: of one
 * that a build names, only the role's right to use it is checked.
 */
export const fetchHttps: SourceFetcher = async (request) => {
  const { location = '' } = request.build.source;
  // The address itself is left out of the message: what is wrong with it may be a password.
  if (!/^https:\/\/[\w.-]+(:\d+)?\/[^\s@]+$/.test(location)) {
    throw new SourceFault(`${ofSource('repository not found', request.build)}: expected a location like https://github.com/owner/name.git`);
  }
  mayConnect(request);
  // biome-ignore lint/style/noProcessEnv: git's configuration by environment is meant for one process and its children: this world's.
  const given = Object.entries(process.env).filter(([name]) => /^GIT_CONFIG_(COUNT|KEY_\d+|VALUE_\d+)$/.test(name));
  return checkOut(request, location, Object.fromEntries(given) as Record<string, string>);
};

function mayConnect({ build, world }: SourceRequest): void {
  const { type, resource = '' } = build.source.auth ?? {};
  if (type !== 'CODECONNECTIONS') return;
  const service = resource.split(':')[2];
  try {
    for (const action of ['GetConnection', 'GetConnectionToken', 'UseConnection'])
      world.authorize(build.serviceRole, `${service}:${action}`, resource);
  } catch (error) {
    if (error instanceof AwsError) throw new SourceFault(`${ofSource('authorization failed', build)}: ${error.message}`);
    throw error;
  }
}
