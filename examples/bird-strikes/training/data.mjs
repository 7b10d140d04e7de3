import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, readCsv } from '../features/csv.mjs';
import { COLUMNS, DATE, isDamage, LABEL } from '../features/strikes.mjs';

/**
 * Reads every CSV file of a channel and refuses what cannot be learned from.
 * @param {string} folder
 * @param {string} channel
 */
export function readChannel(folder, channel) {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter((file) => file.endsWith('.csv'))
        .sort()
    : [];
  if (files.length === 0) throw new DataError(`the channel "${channel}" has no .csv file (looked in ${folder})`);
  const rows = files.flatMap((file) => readFile(join(folder, file), `${channel}/${file}`));
  const damaged = rows.filter((row) => isDamage(row)).length;
  if (damaged === 0) throw new DataError(`label "${LABEL}" has 0 positives in ${rows.length} rows of ${channel}; nothing to learn`);
  if (damaged === rows.length)
    throw new DataError(`label "${LABEL}" is damage in all ${rows.length} rows of ${channel}; nothing to tell apart`);
  return rows;
}

/** A model that is judged on days it has seen looks better than it is. @throws DataError */
export function refuseOverlap(training, evaluation) {
  const last = training
    .map((row) => row[DATE])
    .sort()
    .at(-1);
  const [first] = evaluation.map((row) => row[DATE]).sort();
  if (first > last) return;
  throw new DataError(
    `the evaluation data begins on ${first}, the training data ends on ${last}: evaluate on later days than those learned from`,
  );
}

function readFile(path, name) {
  const { columns, rows } = readCsv(readFileSync(path, 'utf8'), name);
  const missing = [LABEL, ...COLUMNS].filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw new DataError(`${name} has no column ${missing.map((one) => `"${one}"`).join(', ')}; it has ${columns.join(', ')}`);
  const unlabelled = rows.findIndex((row) => row[LABEL] === '');
  if (unlabelled >= 0) throw new DataError(`${name}: row ${unlabelled + 1} has no "${LABEL}"`);
  const undated = rows.find((row) => !/^\d{4}-\d{2}-\d{2}$/.test(row[DATE]));
  if (undated) throw new DataError(`${name}: "${DATE}" must be a date such as 1999-10-19, got "${undated[DATE]}"`);
  return rows;
}
