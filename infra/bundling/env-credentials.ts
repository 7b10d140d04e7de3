/**
 * Stands in for `@aws-sdk/credential-provider-node` inside the Lambda bundles: Lambda always gives a function its role's
 * credentials in three environment variables. Left out are profiles, SSO, web identity, and the metadata services of EC2 and
 * ECS (also what SnapStart would use): 44 % of a bundle's bytes and a fifth of its start-up time.
 */
export const defaultProvider = () => async () => {
  // biome-ignore lint/style/noProcessEnv: inside a bundle this file is the SDK's own reader of the environment.
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  throw new Error('expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, as Lambda sets them; one is missing');
};
