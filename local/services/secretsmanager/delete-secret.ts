import { flag, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needSecret, secrets } from './secrets.ts';

const dayMs = 86_400_000;

/** Marks a secret for deletion, or removes it at once. */
export const deleteSecret = operation({
  name: 'DeleteSecret',
  input: {
    SecretId: text(required),
    RecoveryWindowInDays: number({ integer: true, min: 7, max: 30 }),
    ForceDeleteWithoutRecovery: flag(),
  },
  run: ({ SecretId, RecoveryWindowInDays = 30, ForceDeleteWithoutRecovery }, { world }) => {
    const secret = needSecret(world, SecretId);
    const deleted = new Date(world.clock.now() + (ForceDeleteWithoutRecovery ? 0 : RecoveryWindowInDays * dayMs));
    if (ForceDeleteWithoutRecovery) secrets(world).delete(secret.arn);
    else secrets(world).set(secret.arn, { ...secret, deleted });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: deleted };
  },
});
