import type { Caller, World } from '../../world.ts';

/**
 * The value of a variable of type SECRETS_MANAGER: `secret-id[:json-key[:version-stage[:version-id]]]`, the id a name or an ARN (CodeBuild
 * User Guide, "env/secrets-manager").
 * @throws Error where the value is no JSON with that key; AwsError of GetSecretValue, as the project's role
 */
export async function secretValue(world: World, role: Caller, reference: string): Promise<string> {
  const parts = reference.split(':');
  const length = parts[0] === 'arn' ? 7 : 1;
  const SecretId = parts.slice(0, length).join(':');
  const [key, VersionStage, VersionId] = parts.slice(length).map((part) => part || undefined);
  const input = { SecretId, VersionStage, VersionId };
  const { SecretString = '' } = await world.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', input, role);
  if (key === undefined) return SecretString;
  const value = member(SecretString, key);
  if (value === undefined) throw new Error(`${SecretId} holds no JSON object with the key ${key}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function member(text: string, key: string): unknown {
  try {
    return (JSON.parse(text) as Record<string, unknown> | null)?.[key];
  } catch {
    return undefined;
  }
}
