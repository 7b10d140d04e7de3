import type { EnvName } from '../contract/functions.ts';

/**
 * The only reader of process.env: every missing name in one message. Read inside the call, so that tests need no module reset.
 * @throws Error naming what is missing
 */
export function readEnv<N extends EnvName>(...names: readonly N[]): Record<N, string> {
  const { env } = process;
  const absent = names.filter((name) => !env[name]);
  if (absent.length > 0)
    throw new Error(`Missing environment variables: ${absent.join(', ')} (lambdas/contract/functions.ts lists them, infra sets them)`);
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<N, string>;
}
