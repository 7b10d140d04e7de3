import { repositoryArn, repositoryFolder } from '../../codecommit/folders.ts';
import { AwsError } from '../../errors.ts';
import { SourceFault, type SourceFetcher } from './fetcher.ts';
import { checkOut, ofSource } from './git.ts';

/** `https://git-codecommit.<region>.amazonaws.com/v1/repos/<name>`, read from this world's repository if the project's role may pull it. */
export const fetchCodeCommit: SourceFetcher = async (request) => {
  const { build, world } = request;
  const { location = '' } = build.source;
  const [, region, name] = /^https:\/\/git-codecommit\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/v1\/repos\/([\w.-]+)$/.exec(location) ?? [];
  if (!name || region !== world.region) {
    const expected = `https://git-codecommit.${world.region}.amazonaws.com/v1/repos/<name>`;
    throw new SourceFault(`${ofSource('repository not found', build)}: expected the location ${expected}, got "${location}"`);
  }
  try {
    world.authorize(build.serviceRole, 'codecommit:GitPull', repositoryArn(world, name));
  } catch (error) {
    if (error instanceof AwsError) throw new SourceFault(`${ofSource('authorization failed', build)}: ${error.message}`);
    throw error;
  }
  try {
    // It is asked for its record only: what the role may do was settled above.
    await world.call('codecommit', 'GetRepositoryTriggers', { repositoryName: name });
  } catch (error) {
    if (error instanceof AwsError) throw new SourceFault(`${ofSource('repository not found', build)}: ${error.message}`);
    throw error;
  }
  return checkOut(request, repositoryFolder(world, name));
};
