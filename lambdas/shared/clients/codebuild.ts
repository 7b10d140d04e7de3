import { CodeBuildClient } from '@aws-sdk/client-codebuild';

let client: CodeBuildClient | undefined;

/** The one client of this process, made on first use. */
export const codebuild = (): CodeBuildClient => (client ??= new CodeBuildClient({}));
