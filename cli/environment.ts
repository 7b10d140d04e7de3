/** A process's environment variables. */
export type Environment = Record<string, string | undefined>;

/**
 * Takes every AWS variable out of `env`, and the way to the profiles in ~/.aws: neither a client in this process nor a child of
 * it can then reach an account by mistake. Called before any SDK client exists. The local world signs with keys of its own.
 */
export function forgetAwsCredentials(env: Environment): void {
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name];
  env.AWS_CONFIG_FILE = '/dev/null';
  env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
  env.AWS_EC2_METADATA_DISABLED = 'true';
  quietSdk(env);
}

/** The SDK's note that Node 20 ends in January 2027 concerns who updates this package, not who runs it. */
export function quietSdk(env: Environment): void {
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}
