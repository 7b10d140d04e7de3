import { encode } from './strikes.mjs';

/**
 * @typedef {{ format: 1, bias: number, weights: Record<string, number> }} Model
 */

/**
 * Turns a model file into a function from a record to the probability of damage.
 * @param {Model} model
 */
export function predictor(model) {
  if (model?.format !== 1) throw new Error(`the model file has format ${model?.format}; this code reads format 1`);
  const names = Object.keys(model.weights);
  const index = new Map(names.map((name, i) => [name, i]));
  const weights = names.map((name) => model.weights[name]);
  return (row) => probability(weights, model.bias, encode(row, index));
}

/** The logistic function of the summed weights. */
export function probability(weights, bias, active) {
  let sum = bias;
  for (const i of active) sum += weights[i];
  return 1 / (1 + Math.exp(-sum));
}
