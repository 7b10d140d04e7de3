/** The column that says how badly the aircraft was damaged; everything but `None` is damage. */
export const LABEL = 'Effect Amount of damage';

export const DATE = 'Flight Date';

/** One weight a value. The three cost columns are left out: they are known only after the damage, so they give the answer away. */
const CATEGORIES = [
  'Airport Name',
  'Aircraft Make Model',
  'Aircraft Airline Operator',
  'Origin State',
  'Phase of flight',
  'Wildlife Size',
  'Wildlife Species',
  'Time of day',
];

const SPEED = 'Speed IAS in knots';

/** What a record must or may have to be scored. */
export const COLUMNS = [DATE, ...CATEGORIES, SPEED];

/** @returns {0 | 1} */
export const isDamage = (row) => (row[LABEL] === 'None' ? 0 : 1);

/**
 * The names of the features that are 1 for a record; all others are 0. A value that is missing is a value of its own: 28 % of the speeds are.
 * @param {Record<string, unknown>} row
 * @returns {string[]}
 */
export function featureNames(row) {
  const names = CATEGORIES.map((column) => `${column}=${word(row[column])}`);
  names.push(`speed=${speedBand(row[SPEED])}`, `month=${month(row[DATE])}`);
  names.push(`size+phase=${word(row['Wildlife Size'])}+${word(row['Phase of flight'])}`);
  return names;
}

/**
 * Which features a model knows: those seen often enough to learn from. Rarer ones are ignored, in training as in serving.
 * @returns {string[]} sorted, so that the same rows give the same model
 */
export function vocabulary(rows, minCount) {
  const counts = new Map();
  for (const row of rows) for (const name of featureNames(row)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= minCount)
    .map(([name]) => name)
    .sort();
}

/** The positions of a record's features in the vocabulary. */
export function encode(row, index) {
  return featureNames(row).flatMap((name) => index.get(name) ?? []);
}

function word(value) {
  return value === undefined || value === null || value === '' ? 'missing' : String(value);
}

function month(date) {
  return /^\d{4}-(\d{2})-/.exec(word(date))?.[1] ?? 'missing';
}

function speedBand(value) {
  const knots = Number.parseFloat(word(value));
  return Number.isFinite(knots) ? String(Math.min(Math.floor(knots / 40), 8) * 40) : 'missing';
}
