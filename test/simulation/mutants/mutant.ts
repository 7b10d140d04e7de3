/** Code broken on purpose: each must make an invariant speak, or the invariant proves nothing. */
export interface Mutant {
  /** The invariant that must see it. */
  readonly invariant: string;
  /** What is broken, for the test's name. */
  readonly what: string;
  /** The one kind of fault that brings the broken code to light; none: fair weather. */
  readonly only: string;
  /** From models that serve; otherwise from their first runs. */
  readonly isGrown?: true;
  readonly changes: readonly {
    readonly file: string;
    readonly from: string;
    /** `BROKEN` is true while this mutant runs. */
    readonly to: string;
  }[];
}

/** No kind of fault has this name. */
export const fairWeather = 'fairWeather';
