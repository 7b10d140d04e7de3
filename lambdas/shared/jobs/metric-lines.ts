import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Run } from '../../contract/payloads.ts';
import { line } from '../../contract/text.ts';
import { type LogPlace, lastMessages } from './log-tail.ts';

// A training that prints every batch has its metric among the last of them.
const messageLimit = 1000;
const quotedAtMost = 3;

type Metric = Run['settings']['training']['metrics'][number];

/** Finds lines of a training's log that come near to what a metric's regular expression looks for, which found nothing; oldest first. */
export async function nearLines(logs: CloudWatchLogsClient, place: LogPlace, metric: Metric | undefined): Promise<string[]> {
  return metric ? nearMisses(await lastMessages(logs, place, messageLimit), metric) : [];
}

/** The last lines that hold most of the words that the expression and the metric's name are made of; without any, the last lines. */
export function nearMisses(lines: readonly string[], { name, regex }: Metric): string[] {
  const written = lines.filter((text) => text.trim() !== '');
  const words = new Set(`${regex.replace(/\\[A-Za-z]|\[[^\]]*\]|\(\?[\w<!=:-]*/g, ' ')} ${name}`.toLowerCase().match(/[a-z]{3,}/g));
  const scored = written.map((text) => ({ text, score: [...words].filter((word) => text.toLowerCase().includes(word)).length }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const near = best > 0 ? scored.filter(({ score }) => score === best).map(({ text }) => text) : written;
  return near.slice(-quotedAtMost).map((text) => line(text, 200));
}
