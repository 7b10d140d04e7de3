/** Something that exists and can be removed: a row of the list, and a step of the removal. The list's order is the order of removal. */
export interface Thing {
  /** `endpoint`. */
  readonly label: string;
  /** `bird-strikes, InService, 1 × ml.t2.medium`. */
  readonly text: string;
  /** What it costs for thirty days, US dollars; undefined: nothing worth mentioning. */
  readonly month?: number;
  /** Data stays unless told. */
  readonly isData?: boolean;
  /** `Endpoint bird-strikes deleted`. */
  readonly done: string;
  /** Removes it; harmless where it is gone already. */
  remove(): Promise<void>;
}

/** Nothing where a thing is not there. */
export const some = (thing: Thing | undefined): Thing[] => (thing ? [thing] : []);

/** `1 image`, `3 images`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** `512 B`, `1.2 GB`: powers of 1000, as prices are. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(size > 0 ? Math.floor(Math.log10(size) / 3) : 0, units.length - 1);
  return `${power === 0 ? size : (size / 1000 ** power).toFixed(1)} ${units[power]}`;
}
