// Learns tomorrow's highest temperature from today's weather: least squares over a CSV. Replace it with your own training; what
// Trainyard needs of it is the SageMaker contract: read input/, write model/, print metrics, exit 0, or write output/failure and exit 1.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const base = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const columns = ['precipitation', 'temp_max', 'temp_min', 'wind'];

try {
  const { ridge = '0.001' } = JSON.parse(readFileSync(join(base, 'input/config/hyperparameters.json'), 'utf8'));
  const days = readChannel('training');
  const later = readChannel('evaluation');
  if (later[0].date <= days.at(-1).date) throw new Error(`evaluation must begin after ${days.at(-1).date}, got ${later[0].date}`);
  const weights = leastSquares(pairs(days), number('ridge', ridge));
  const error = (predict) => mean(pairs(later).map(({ x, y, today }) => Math.abs(predict(x, today) - y)));
  console.log(`training on ${days.length} days to ${days.at(-1).date}, evaluation on ${later.length} days from ${later[0].date}`);
  // The lines that training.metrics in trainyard.yml reads. The baseline says "tomorrow will be as today".
  console.log(`evaluation:mae=${error((x) => dot(x, weights)).toFixed(4)}`);
  console.log(`evaluation:baseline-mae=${error((_, today) => today).toFixed(4)}`);
  mkdirSync(join(base, 'model'), { recursive: true });
  writeFileSync(join(base, 'model/model.json'), JSON.stringify({ columns, weights }));
} catch (error) {
  // SageMaker shows the first 1,024 characters of this file as the job's failure reason.
  mkdirSync(join(base, 'output'), { recursive: true });
  writeFileSync(join(base, 'output/failure'), error.message);
  console.error(error.message);
  process.exitCode = 1;
}

function readChannel(channel) {
  const folder = join(base, 'input/data', channel);
  const rows = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .flatMap((name) => readCsv(join(folder, name)));
  if (rows.length < 30) throw new Error(`channel ${channel}: expected at least 30 days, got ${rows.length}`);
  return rows.sort((a, b) => (a.date < b.date ? -1 : 1));
}

function readCsv(file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  const missing = ['date', ...columns].filter((name) => !names.includes(name));
  if (missing.length) throw new Error(`${file}: expected the columns date, ${columns.join(', ')}; missing: ${missing.join(', ')}`);
  return lines.map((line, index) => {
    const values = line.split(',');
    if (values.length !== names.length) throw new Error(`${file}:${index + 2}: expected ${names.length} values, got ${values.length}`);
    return Object.fromEntries(
      names.map((name, i) => [name, name === 'date' ? values[i] : number(`${file}:${index + 2}: ${name}`, values[i])]),
    );
  });
}

function number(what, text) {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new Error(`${what}: expected a number, got "${text}"`);
  return value;
}

/** What is known today, and tomorrow's highest temperature. */
function pairs(days) {
  return days.slice(0, -1).map((day, i) => ({ x: features(day), y: days[i + 1].temp_max, today: day.temp_max }));
}

/** A leading 1, the measurements, and the season as a point on a circle. inference/serve.mjs computes the same. */
function features(day) {
  const angle = (2 * Math.PI * Date.parse(day.date)) / (365.25 * 86_400_000);
  return [1, ...columns.map((name) => day[name]), Math.sin(angle), Math.cos(angle)];
}

/** Solves (XᵀX + ridge·I) w = Xᵀy by Gauss-Jordan elimination. */
function leastSquares(data, ridge) {
  const size = data[0].x.length;
  const rows = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => data.reduce((sum, { x }) => sum + x[i] * x[j], i === j ? ridge : 0)),
    data.reduce((sum, { x, y }) => sum + x[i] * y, 0),
  ]);
  for (let i = 0; i < size; i++) {
    const pivot = rows[i].map((value) => value / rows[i][i]);
    rows.forEach((row, k) => {
      rows[k] = k === i ? pivot : row.map((value, j) => value - row[i] * pivot[j]);
    });
  }
  return rows.map((row) => row[size]);
}

function dot(x, weights) {
  return x.reduce((sum, value, i) => sum + value * weights[i], 0);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
