// Serves the model: GET /ping and POST /invocations on port 8080 (SAGEMAKER_BIND_TO_PORT, where it is set), as SageMaker wants it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const base = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml';
const { columns, weights } = JSON.parse(readFileSync(join(base, 'model/model.json'), 'utf8'));

const server = createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/ping') return answer(response, 200, '');
  if (request.method !== 'POST' || request.url !== '/invocations')
    return answer(response, 404, { error: `no ${request.method} ${request.url}` });
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => invoke(Buffer.concat(chunks).toString(), request.headers['content-type'] ?? '', response));
});

server.listen(Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080), '0.0.0.0');
process.on('SIGTERM', () => server.close(() => process.exit(0)));

function invoke(body, contentType, response) {
  if (!contentType.startsWith('application/json'))
    return answer(response, 415, { error: `expected application/json, got "${contentType}"` });
  try {
    const day = JSON.parse(body);
    const wrong = [...columns.filter((name) => !Number.isFinite(day[name])), ...(Number.isNaN(Date.parse(day.date)) ? ['date'] : [])];
    if (wrong.length)
      return answer(response, 400, {
        error: `expected a date and numbers for ${columns.join(', ')}; missing or wrong: ${wrong.join(', ')}`,
      });
    const tomorrow = features(day).reduce((sum, value, i) => sum + value * weights[i], 0);
    answer(response, 200, { temp_max_tomorrow: Number(tomorrow.toFixed(1)) });
  } catch (error) {
    answer(response, 400, { error: `expected JSON: ${error.message}` });
  }
}

/** As training/train.mjs has them. */
function features(day) {
  const angle = (2 * Math.PI * Date.parse(day.date)) / (365.25 * 86_400_000);
  return [1, ...columns.map((name) => day[name]), Math.sin(angle), Math.cos(angle)];
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body === '' ? '' : JSON.stringify(body));
}
