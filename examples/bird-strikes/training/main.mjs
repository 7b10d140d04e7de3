// The training container: `docker run IMAGE train`. Reads below /opt/ml (SAGEMAKER_BASE_DIR moves it), leaves model/model.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DataError } from '../features/csv.mjs';
import { predictor } from '../features/model.mjs';
import { isDamage } from '../features/strikes.mjs';
import { readChannel, refuseOverlap } from './data.mjs';
import { learn } from './learn.mjs';
import { auc, logLoss } from './metrics.mjs';
import { OptionError, readOptions } from './options.mjs';

const base = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const say = (line) => process.stdout.write(`${line}\n`);

let stopped = false;
process.on('SIGTERM', () => {
  stopped = true;
});

if (process.argv[2] !== 'train') {
  process.stderr.write(`expected the command "train", got "${process.argv[2] ?? ''}"\n`);
  process.exit(64);
}
try {
  await train();
} catch (error) {
  // SageMaker shows this file's first 1,024 characters as the job's FailureReason.
  mkdirSync(join(base, 'output'), { recursive: true });
  const expected = error instanceof DataError || error instanceof OptionError;
  writeFileSync(join(base, 'output', 'failure'), expected ? error.message : String(error.stack));
  process.stderr.write(`${expected ? error.message : error.stack}\n`);
  process.exitCode = 1;
}

async function train() {
  const options = readOptions(readHyperparameters());
  const training = readChannel(join(base, 'input', 'data', 'training'), 'training');
  const evaluation = readChannel(join(base, 'input', 'data', 'evaluation'), 'evaluation');
  refuseOverlap(training, evaluation);
  say(`training on ${training.length} reports, evaluating on ${evaluation.length} later ones`);
  const model = await learn(training, options, async (epoch, loss) => {
    if (epoch === 1 || epoch % 10 === 0) say(`epoch=${epoch}; train:logloss=${loss.toFixed(4)};`);
    await setImmediate(); // lets SIGTERM in
    if (stopped) say(`asked to stop: the model of epoch ${epoch} is saved`);
    return !stopped;
  });
  report(model, training, evaluation);
  mkdirSync(join(base, 'model'), { recursive: true });
  writeFileSync(join(base, 'model', 'model.json'), JSON.stringify(model));
}

function report(model, training, evaluation) {
  const predict = predictor(model);
  const labels = evaluation.map(isDamage);
  const scores = evaluation.map(predict);
  const rate = training.reduce((sum, row) => sum + isDamage(row), 0) / training.length;
  const prior = logLoss(new Array(labels.length).fill(rate), labels);
  say(`validation:auc=${auc(scores, labels).toFixed(4)};`);
  say(`validation:logloss=${logLoss(scores, labels).toFixed(4)}; prior:logloss=${prior.toFixed(4)};`);
  say(`${Object.keys(model.weights).length} weights`);
}

function readHyperparameters() {
  const path = join(base, 'input', 'config', 'hyperparameters.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
