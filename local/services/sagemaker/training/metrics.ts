import type { MetricData } from './record.ts';

interface Definition {
  readonly Name: string;
  readonly Regex: string;
}

/** Reads metrics from the log: each regular expression's first group, the last finite number counts. */
export interface MetricReader {
  read(line: string, time: Date): void;
  final(): MetricData[];
}

/** A reader for the MetricDefinitions of a job. */
export function metricReader(definitions: readonly Definition[]): MetricReader {
  const patterns = definitions.map(({ Name, Regex }) => ({ Name, pattern: new RegExp(Regex, 'g') }));
  const last = new Map<string, MetricData>();
  return {
    read: (line, time) => {
      for (const { Name, pattern } of patterns) {
        for (const [, group] of line.matchAll(pattern)) {
          const value = group === undefined || group.trim() === '' ? Number.NaN : Number(group);
          // SageMaker keeps metrics as 32-bit floats: 0.7901 comes back as 0.7900999784469604.
          if (Number.isFinite(value)) last.set(Name, { MetricName: Name, Value: Math.fround(value), Timestamp: time });
        }
      }
    },
    final: () => [...last.values()],
  };
}

/** @returns what is wrong with a regular expression, for CreateTrainingJob to refuse */
export function regexFault(regex: string): string | undefined {
  try {
    new RegExp(regex);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
