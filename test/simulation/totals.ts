/** What a thread tells of the runs that it has done since. */
export interface Batch {
  readonly runs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly checked: Readonly<Record<string, number>>;
  readonly violations: number;
  readonly lines: readonly string[];
}

/** What all runs so far came to. */
export interface Totals {
  readonly runs: number;
  readonly faultsInjected: Readonly<Record<string, number>>;
  readonly invariantsChecked: Readonly<Record<string, number>>;
  readonly violations: number;
}

export const emptyTotals: Totals = { runs: 0, faultsInjected: {}, invariantsChecked: {}, violations: 0 };

export const merged = (totals: Totals, batch: Batch): Totals => ({
  runs: totals.runs + batch.runs,
  faultsInjected: sum(totals.faultsInjected, batch.faults),
  invariantsChecked: sum(totals.invariantsChecked, batch.checked),
  violations: totals.violations + batch.violations,
});

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const all: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) all[name] = (all[name] ?? 0) + count;
  return all;
}
