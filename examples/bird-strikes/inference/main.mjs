// The inference container: `docker run IMAGE serve`. Answers /ping and /invocations with the model below /opt/ml/model.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DataError } from '../features/csv.mjs';
import { predictor } from '../features/model.mjs';
import { RequestError, readRecords, writeAnswer } from './records.mjs';

/** What SageMaker lets through to a real-time endpoint. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

const base = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const port = Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080);
// SageMaker asks from outside of the container: 127.0.0.1 would answer nobody.
const host = '0.0.0.0';

if (process.argv[2] !== 'serve') {
  process.stderr.write(`expected the command "serve", got "${process.argv[2] ?? ''}"\n`);
  process.exit(64);
}

const predict = loadModel();
const server = createServer((request, response) => void answer(request, response));
server.listen(port, host, () => process.stdout.write(`listening on ${host}:${port}\n`));
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

function loadModel() {
  const path = join(base, 'model', 'model.json');
  if (existsSync(path)) return predictor(JSON.parse(readFileSync(path, 'utf8')));
  process.stderr.write(`there is no model at ${path}: /ping answers 503\n`);
  return undefined;
}

async function answer(request, response) {
  const [path] = request.url.split('?');
  try {
    if (path === '/ping') return send(response, predict ? 200 : 503, 'text/plain', '');
    if (path !== '/invocations') throw new RequestError(404, 'expected /ping or /invocations');
    if (request.method !== 'POST') throw new RequestError(405, 'expected POST');
    if (!predict) throw new RequestError(503, 'there is no model');
    const { records, single } = readRecords(request.headers['content-type'], await readBody(request));
    const { type, body } = writeAnswer(request.headers.accept, records.map(predict), single);
    send(response, 200, type, body);
  } catch (error) {
    const status = error instanceof RequestError ? error.status : error instanceof DataError ? 400 : 500;
    if (status === 500) process.stderr.write(`${error.stack}\n`);
    send(response, status, 'application/json', JSON.stringify({ error: error.message }));
  }
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RequestError(413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response, status, type, body) {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
