interface Placed {
  readonly id: string;
  readonly sent: number;
  readonly visibleAt: number;
  readonly receives: number;
}

/** The messages of one queue without their bodies: what somebody could receive in the order it was sent, and what is hidden until when. */
export class Shelf {
  #ready = new Map<string, Placed>();
  readonly #hidden = new Map<string, Placed>();
  #lastSent = Number.NEGATIVE_INFINITY;
  /** When the next hidden one shows, or before. */
  #next = Number.POSITIVE_INFINITY;

  put({ id, sent, visibleAt, receives }: Placed, now: number): void {
    this.remove(id);
    const placed = { id, sent, visibleAt, receives };
    if (visibleAt <= now) return void this.#append([placed]);
    this.#hidden.set(id, placed);
    this.#next = Math.min(this.#next, visibleAt);
  }

  remove(id: string): void {
    this.#ready.delete(id);
    this.#hidden.delete(id);
  }

  /** Shows what is due by now, and gives the ids of what was sent before `oldest`, which are no longer here. */
  expire(now: number, oldest: number): string[] {
    if (this.#next <= now) this.#show(now);
    const gone: string[] = [];
    for (const { id, sent } of this.#ready.values()) {
      if (sent > oldest) break;
      gone.push(id);
    }
    for (const id of gone) this.#ready.delete(id);
    return gone;
  }

  /** The first ids that could be received. */
  visible(most: number): string[] {
    const ids: string[] = [];
    for (const id of this.#ready.keys()) {
      if (ids.length === most) break;
      ids.push(id);
    }
    return ids;
  }

  ids(): string[] {
    return [...this.#ready.keys(), ...this.#hidden.keys()];
  }

  counts(): { readonly visible: number; readonly delayed: number; readonly received: number } {
    const delayed = [...this.#hidden.values()].filter(({ receives }) => receives === 0).length;
    return { visible: this.#ready.size, delayed, received: this.#hidden.size - delayed };
  }

  get visibleCount(): number {
    return this.#ready.size;
  }

  get isEmpty(): boolean {
    return this.#ready.size + this.#hidden.size === 0;
  }

  /** When the next hidden message shows; undefined where none is hidden. */
  nextVisibleAt(): number | undefined {
    let next: number | undefined;
    for (const { visibleAt } of this.#hidden.values()) if (next === undefined || visibleAt < next) next = visibleAt;
    return next;
  }

  #show(now: number): void {
    const due = [...this.#hidden.values()].filter(({ visibleAt }) => visibleAt <= now);
    for (const { id } of due) this.#hidden.delete(id);
    this.#next = this.nextVisibleAt() ?? Number.POSITIVE_INFINITY;
    this.#append(due);
  }

  /** Behind the others, unless one was sent before the last of them. */
  #append(messages: readonly Placed[]): void {
    let isSorted = true;
    for (const one of messages) {
      isSorted &&= one.sent >= this.#lastSent;
      this.#lastSent = Math.max(this.#lastSent, one.sent);
      this.#ready.set(one.id, one);
    }
    if (!isSorted) this.#ready = new Map([...this.#ready].sort(([, a], [, b]) => a.sent - b.sent));
  }
}
