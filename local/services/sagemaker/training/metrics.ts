import { createContext, Script } from 'node:vm';
import { readMetricRegex } from '../../../../lambdas/contract/metric-regex.ts';
import type { MetricData } from './record.ts';

interface Definition {
  readonly Name: string;
  readonly Regex: string;
}

/** Reads metrics from the log as SageMaker writes it: each regular expression's first group, the last finite number counts. */
export interface MetricReader {
  read(line: string, time: Date): void;
  final(): MetricData[];
}

interface Line {
  readonly text: string;
  readonly time: Date;
}

/** Some expressions need more time than the world has for some lines. Generous: a busy machine must not cost a metric. */
const limitMs = 2000;

const script = new Script('work()');
// One for all: to make a context costs a millisecond.
const sandbox = createContext({ work: (): unknown => undefined });

/**
 * A reader for the MetricDefinitions of a job. An expression that takes longer than two seconds for lines that came together is not looked
 * for any more, and `onSlow` hears of it: it would stop every service of this world.
 */
export function metricReader(definitions: readonly Definition[], onSlow: (text: string) => void, timeLimitMs = limitMs): MetricReader {
  let searched = definitions.map(({ Name, Regex }) => ({ Name, ...readMetricRegex(Regex) }));
  const last = new Map<string, MetricData>();
  let lines: Line[] = [];

  const search = ({ Name, pattern, group }: (typeof searched)[number], batch: readonly Line[]): MetricData | undefined => {
    let found: MetricData | undefined;
    for (const { text, time } of batch)
      for (const match of text.matchAll(pattern)) {
        const value = match[group]?.trim() ? Number(match[group]) : Number.NaN;
        // SageMaker keeps metrics as 32-bit floats: 0.7901 comes back as 0.7900999784469604.
        if (Number.isFinite(value)) found = { MetricName: Name, Value: Math.fround(value), Timestamp: time };
      }
    return found;
  };

  const flush = () => {
    const batch = lines;
    lines = [];
    if (batch.length === 0) return;
    searched = searched.filter((definition) => {
      try {
        const found = withinTime(() => search(definition, batch), timeLimitMs);
        if (found) last.set(definition.Name, found);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
        onSlow(
          `[Trainyard] The regular expression of the metric ${definition.Name} takes too long on this output and is not looked for any more: ` +
            'write it without repetitions of repetitions, such as (a+)+.',
        );
        return false;
      }
    });
  };

  return {
    // Lines come by the hundreds: they are searched together.
    read: (text, time) => {
      if (lines.push({ text, time }) === 1) queueMicrotask(flush);
    },
    final: () => {
      flush();
      return [...last.values()];
    },
  };
}

/** Runs something that JavaScript cannot interrupt otherwise. @throws ERR_SCRIPT_EXECUTION_TIMEOUT */
function withinTime<T>(work: () => T, timeout: number): T {
  sandbox.work = work;
  return script.runInContext(sandbox, { timeout }) as T;
}
