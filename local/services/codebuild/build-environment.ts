import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import type { Buildspec } from './buildspec.ts';
import type { Build } from './records.ts';
import { secretValue } from './secret-variable.ts';

/** A variable that cannot be read: CodeBuild's phase context for it. */
export class VariableFault extends Error {
  override readonly name = 'VariableFault';
}

/**
 * The variables of a build, in CodeBuild's order of precedence: StartBuild and the project over the buildspec's own. Then what CodeBuild sets
 * itself, and the keys of the project's role. Nothing of this machine's environment gets in. `hide` hears every value that must not be in a log.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export async function buildEnvironment(
  world: World,
  build: Build,
  role: Caller,
  spec: Buildspec,
  source: string,
  hide: (value: string) => void,
): Promise<Record<string, string>> {
  const given: Record<string, string> = { ...spec.variables };
  for (const [name, parameter] of Object.entries(spec.parameterStore)) {
    given[name] = await parameterValue(world, role, parameter);
    hide(given[name]);
  }
  for (const { name, value, type } of build.environment.environmentVariables ?? []) {
    const read = type === 'PARAMETER_STORE' ? parameterValue : type === 'SECRETS_MANAGER' ? readSecret : undefined;
    const text = read ? await read(world, role, value) : value;
    if (read) hide(text);
    given[name] = text;
  }
  const wrong = Object.keys(given).find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong !== undefined) throw new VariableFault(`"${wrong}" is not a variable name a shell can read`);
  return { LANG: 'C.UTF-8', ...given, ...ownVariables(world, build, source), ...credentials(world, build) };
}

function ownVariables(world: World, build: Build, source: string): Record<string, string> {
  const { region, account } = world;
  return {
    CI: 'true',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: build.environment.image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_LOG_PATH: build.logs.streamName ?? '',
    CODEBUILD_PROJECT_ARN: `arn:${world.partition}:codebuild:${region}:${account}:project/${build.projectName}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion ?? build.sourceVersion ?? '',
    CODEBUILD_SOURCE_REPO_URL: build.source.location ?? '',
    CODEBUILD_SOURCE_VERSION: build.sourceVersion ?? '',
    CODEBUILD_SRC_DIR: source,
    CODEBUILD_START_TIME: String(build.startTime.getTime()),
  };
}

function credentials(world: World, { serviceRole }: Build): Record<string, string> {
  const keys = world.credentials(serviceRole, 'AWSCodeBuild');
  return {
    AWS_ENDPOINT_URL: world.endpointUrl,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}

async function readSecret(world: World, role: Caller, reference: string): Promise<string> {
  try {
    return await secretValue(world, role, reference);
  } catch (error) {
    throw new VariableFault(`the secret ${reference} cannot be read: ${(error as Error).name} ${(error as Error).message}`);
  }
}

async function parameterValue(world: World, role: Caller, name: string): Promise<string> {
  try {
    const { Parameter } = await world.call<{ Parameter: { Value: string } }>(
      'ssm',
      'GetParameter',
      { Name: name, WithDecryption: true },
      role,
    );
    return Parameter.Value;
  } catch (error) {
    if (error instanceof AwsError) throw new VariableFault(`the parameter ${name} cannot be read: ${error.name} ${error.message}`.trim());
    throw error;
  }
}
