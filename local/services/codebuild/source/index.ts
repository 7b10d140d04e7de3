import { SourceFault, type SourceFetcher } from './fetcher.ts';
import { fetchS3 } from './s3.ts';

const fetchers: Readonly<Record<string, SourceFetcher>> = {
  NO_SOURCE: async () => {},
  S3: fetchS3,
};

/** Fetches the source of a build. @throws SourceFault */
export const fetchSource: SourceFetcher = async (build, folder, world, role) => {
  const fetcher = fetchers[build.source.type];
  if (!fetcher) {
    throw new SourceFault(`the local CodeBuild has no sources of type ${build.source.type}: expected ${Object.keys(fetchers).join(', ')}`);
  }
  await fetcher(build, folder, world, role);
};
