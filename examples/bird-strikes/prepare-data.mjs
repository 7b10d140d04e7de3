// Makes data/training and data/evaluation from the FAA reports in the npm package vega-datasets, split by date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { csvLine, readCsv } from './features/csv.mjs';
import { DATE } from './features/strikes.mjs';

/** The share of the reports, earliest first, that is learned from. */
const TRAINING_SHARE = 0.75;

const source = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data', 'birdstrikes.csv');
const { columns, rows } = readCsv(readFileSync(source, 'utf8'), source);
rows.sort((a, b) => (a[DATE] < b[DATE] ? -1 : a[DATE] > b[DATE] ? 1 : 0));
// No day may lie on both sides.
const lastDay = rows[Math.floor(rows.length * TRAINING_SHARE) - 1][DATE];
write(
  'training',
  rows.filter((row) => row[DATE] <= lastDay),
);
write(
  'evaluation',
  rows.filter((row) => row[DATE] > lastDay),
);

function write(channel, part) {
  const folder = join(import.meta.dirname, 'data', channel);
  mkdirSync(folder, { recursive: true });
  const lines = [columns, ...part.map((row) => columns.map((column) => row[column]))].map(csvLine);
  writeFileSync(join(folder, 'birdstrikes.csv'), `${lines.join('\n')}\n`);
  process.stdout.write(`${channel}: ${part.length} reports, ${part[0][DATE]} to ${part.at(-1)[DATE]}\n`);
}
