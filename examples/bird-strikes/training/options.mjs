/** A hyperparameter that cannot be used, in words for the person who set it. */
export class OptionError extends Error {}

const options = {
  epochs: { fallback: 30, min: 1, max: 1000, integer: true },
  learningRate: { fallback: 0.02, min: 1e-6, max: 10, integer: false },
  l2: { fallback: 0.001, min: 0, max: 1, integer: false },
  minCount: { fallback: 20, min: 1, max: 10_000, integer: true },
  seed: { fallback: 1, min: 0, max: 2 ** 32 - 1, integer: true },
};

/**
 * Reads the hyperparameters, which SageMaker hands over as strings.
 * @param {Record<string, string>} given
 */
export function readOptions(given) {
  const unknown = Object.keys(given).filter((name) => !(name in options));
  if (unknown.length > 0)
    throw new OptionError(`unknown hyperparameter ${unknown.join(', ')}; known are ${Object.keys(options).join(', ')}`);
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, readOption(name, given[name], option)]));
}

function readOption(name, text, { fallback, min, max, integer }) {
  if (text === undefined) return fallback;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  throw new OptionError(`hyperparameter ${name} must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}, got "${text}"`);
}
