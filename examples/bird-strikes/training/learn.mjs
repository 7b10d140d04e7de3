import { probability } from '../features/model.mjs';
import { encode, isDamage, vocabulary } from '../features/strikes.mjs';

/**
 * Logistic regression over one-hot features, by stochastic gradient descent with AdaGrad. The same rows and seed give the same model.
 * @param {Record<string, string>[]} rows
 * @param {{ epochs: number, learningRate: number, l2: number, minCount: number, seed: number }} options
 * @param {(epoch: number, loss: number) => Promise<boolean>} afterEpoch false ends the training early, with the model as it is
 * @returns {Promise<import('../features/model.mjs').Model>}
 */
export async function learn(rows, { epochs, learningRate, l2, minCount, seed }, afterEpoch) {
  const names = vocabulary(rows, minCount);
  const index = new Map(names.map((name, i) => [name, i]));
  const examples = rows.map((row) => ({ active: encode(row, index), label: isDamage(row) }));
  const weights = new Float64Array(names.length);
  const squares = new Float64Array(names.length).fill(1e-8);
  const rate = rows.reduce((sum, row) => sum + isDamage(row), 0) / rows.length;
  let bias = Math.log(rate / (1 - rate));
  let biasSquares = 1e-8;
  const random = generator(seed);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let loss = 0;
    for (const { active, label } of shuffle(examples, random)) {
      const p = probability(weights, bias, active);
      loss -= Math.log(Math.max(label ? p : 1 - p, 1e-12));
      const error = p - label;
      for (const i of active) {
        const gradient = error + l2 * weights[i];
        squares[i] += gradient * gradient;
        weights[i] -= (learningRate * gradient) / Math.sqrt(squares[i]);
      }
      biasSquares += error * error;
      bias -= (learningRate * error) / Math.sqrt(biasSquares);
    }
    if (!(await afterEpoch(epoch, loss / examples.length))) break;
  }
  return { format: 1, bias, weights: Object.fromEntries(names.map((name, i) => [name, weights[i]])) };
}

/** Fisher and Yates, in place. */
function shuffle(items, random) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

/** Mulberry32: small, fast and the same everywhere. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
