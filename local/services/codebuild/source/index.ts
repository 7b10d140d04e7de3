import { fetchCodeCommit } from './codecommit.ts';
import { SourceFault, type SourceFetcher } from './fetcher.ts';
import { fetchHttps } from './https.ts';
import { fetchS3 } from './s3.ts';

const fetchers: Readonly<Record<string, SourceFetcher>> = {
  NO_SOURCE: async () => undefined,
  S3: fetchS3,
  CODECOMMIT: fetchCodeCommit,
  BITBUCKET: fetchHttps,
  GITHUB: fetchHttps,
  GITHUB_ENTERPRISE: fetchHttps,
  GITLAB: fetchHttps,
  GITLAB_SELF_MANAGED: fetchHttps,
};

/** Fetches the source of a build, by its type. @throws SourceFault */
export const fetchSource: SourceFetcher = async (request) => {
  const { type } = request.build.source;
  const fetcher = fetchers[type];
  if (!fetcher) throw new SourceFault(`the local CodeBuild has no sources of type ${type}: expected ${Object.keys(fetchers).join(', ')}`);
  return fetcher(request);
};
