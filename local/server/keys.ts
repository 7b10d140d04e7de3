import { createHash, createHmac } from 'node:crypto';
import type { Keys } from '../signature/sign.ts';
import type { Caller } from '../world.ts';

/** A key that may sign in this world, and as whom. */
export interface KnownKey {
  readonly caller: Caller;
  readonly secret: string;
  /** A role's session has one, and its requests must carry it. */
  readonly token?: string;
  /** Milliseconds since the epoch: the end of a session that AssumeRole began. */
  readonly expires?: number;
}

/** Keys whose secret is their own name: the dummies that people and tools use with local endpoints. They mean the account's root. */
export const rootKeys = ['local', 'test'] as const;

/** The key of whoever can read the state folder (owner-key.ts): for the doors that are this world's own and none of AWS's. */
export const ownerKeyId = 'owner';

/** An expired session is remembered for a while, so that its holder is told what is wrong. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** The keys of one world, for as long as it lives. */
export class KeyRing {
  readonly #keys = new Map<string, KnownKey>();
  readonly #salt: string;

  /** `salt`: what the sessions' secrets are made of, which nobody can guess. */
  constructor(root: Caller, salt: string, ownerSecret?: string) {
    this.#salt = salt;
    for (const key of rootKeys) this.#keys.set(key, { caller: root, secret: key });
    if (ownerSecret !== undefined) this.#keys.set(ownerKeyId, { caller: root, secret: ownerSecret });
  }

  find(accessKeyId: string): KnownKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** The same role and session get the same keys for as long as the world lives. */
  session(name: string, caller: Caller): Required<Keys> {
    return this.#keep(caller, this.#digest(`session ${name}`));
  }

  /** Keys of their own, good until `expires`. */
  temporary(name: string, caller: Caller, now: number, expires: number): Required<Keys> {
    for (const [id, key] of this.#keys) if (key.expires !== undefined && key.expires + rememberedMs < now) this.#keys.delete(id);
    return this.#keep(caller, this.#digest(`temporary ${name}`), expires);
  }

  #keep(caller: Caller, digest: string, expires?: number): Required<Keys> {
    const keys = {
      accessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
      secretAccessKey: digest.slice(16, 56),
      sessionToken: `local-session-${digest.slice(56)}`,
    };
    this.#keys.set(keys.accessKeyId, { caller, secret: keys.secretAccessKey, token: keys.sessionToken, expires });
    return keys;
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#salt).update(createHash('sha256').update(text).digest()).digest('hex');
  }
}
