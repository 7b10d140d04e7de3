/** The answer to a task token. */
export interface TokenReceiver {
  succeeded(output: string): void;
  failed(error: string | undefined, cause: string | undefined): void;
  heartbeat(): void;
}

/** The tokens that tasks of one execution wait for. */
export class TokenDesk {
  readonly #waiting = new Map<string, TokenReceiver>();

  /** Returns how to stop waiting. */
  expect(token: string, receiver: TokenReceiver): () => void {
    this.#waiting.set(token, receiver);
    return () => void this.#waiting.delete(token);
  }

  /** undefined: that task has ended, AWS answers TaskTimedOut. */
  receiver(token: string): TokenReceiver | undefined {
    return this.#waiting.get(token);
  }
}
