import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { nowMs, sleepMs } from './clock.ts';
import { containerAddress, containerState, printContainerLog } from './container.ts';
import { numberVariable, ToolFault } from './environment.ts';
import { ask } from './http.ts';

/** SageMaker gives each `/ping` two seconds and each `/invocations` sixty. */
const pingTimeoutMs = 2_000;
const invocationTimeoutMs = 60_000;
/** Every sample once to see whether it works, then this often for the latencies. */
const measuredRounds = 5;

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.jsonl': 'application/jsonlines',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
};

/**
 * `verify CONTAINER SAMPLES`: waits for `/ping`, sends every sample to `/invocations`, judges the latency. Prints shell assignments.
 * On failure the container's log comes first and the reason last.
 */
export async function verify(container: string, samples: string): Promise<string> {
  try {
    const address = containerAddress(container);
    const startupSeconds = await waitForPing(container, address);
    process.stderr.write(`/ping answered 200 after ${startupSeconds.toFixed(1)} s\n`);
    const latencies = await sendSamples(address, readSamples(samples));
    const [p50, p95] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
    const maxLatencyMs = numberVariable('MAX_LATENCY_MS', 5000);
    if (p95 > maxLatencyMs) {
      throw new ToolFault(
        `too slow: the 95th percentile of ${latencies.length} requests took ${p95.toFixed(1)} ms, deployment.maxLatencyMs allows ${maxLatencyMs} ms (median ${p50.toFixed(1)} ms)`,
      );
    }
    return [
      `VERIFY_SAMPLES=${readSamples(samples).length}`,
      `VERIFY_STARTUP_SECONDS=${startupSeconds.toFixed(2)}`,
      `VERIFY_P50_MS=${p50.toFixed(2)}`,
      `VERIFY_P95_MS=${p95.toFixed(2)}`,
    ].join(' ');
  } catch (error) {
    printContainerLog(container);
    throw error;
  }
}

async function waitForPing(container: string, address: string): Promise<number> {
  const limit = numberVariable('STARTUP_TIMEOUT_SECONDS', 480);
  const began = nowMs();
  const elapsed = () => (nowMs() - began) / 1000;
  let last = 'no answer';
  let looked = 0;
  for (;;) {
    try {
      const { status } = await ask(`${address}/ping`, { timeoutMs: pingTimeoutMs });
      if (status === 200) return elapsed();
      last = `status ${status}`;
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      // Docker's own listener takes a connection to a port that nothing has inside of the container, and ends it.
      last = code === 'ECONNRESET' ? noListener : message;
    }
    // Asking docker costs more than asking the container: once a second.
    if (elapsed() - looked > 1) {
      const state = containerState(container);
      if (!state.running) throw new ToolFault(`the container ended with exit code ${state.exitCode} before it answered /ping`);
      looked = elapsed();
    }
    if (elapsed() > limit) {
      throw new ToolFault(
        `/ping did not answer 200 within ${limit} s (deployment.startupTimeoutSeconds); the last answer was: ${last}${last === noListener ? portWords : ''}`,
      );
    }
    await sleepMs(Math.min(1000, 20 + elapsed() * 100));
  }
}

/** What `ask` says of a refused connection. */
const noListener = 'nothing listens on its port';
const portWords = ' (SageMaker asks port 8080, or the one in the environment variable SAGEMAKER_BIND_TO_PORT)';

interface Sample {
  readonly name: string;
  readonly body: Buffer;
}

function readSamples(folder: string): Sample[] {
  if (folder === '' || !existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => ({ name: entry.name, body: readFileSync(join(entry.parentPath, entry.name)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function sendSamples(address: string, samples: readonly Sample[]): Promise<number[]> {
  if (samples.length === 0)
    process.stderr.write('no samples: only /ping was tried (put payloads into the folder that deployment.samples names)\n');
  const latencies: number[] = [];
  let answered = 0;
  for (let round = 0; round <= measuredRounds; round++) {
    for (const sample of samples) {
      const began = nowMs();
      const { status, body } = await invoke(address, sample);
      const tookMs = nowMs() - began;
      if (status < 200 || status > 299) {
        const before = answered > 0 ? `, after ${answered} good answer${answered > 1 ? 's' : ''} of the same container` : '';
        throw new ToolFault(`the sample ${sample.name} was answered with status ${status}${before}: ${shown(body)}`);
      }
      answered++;
      if (round === 0) process.stderr.write(`${sample.name}: ${status} in ${tookMs.toFixed(1)} ms: ${shown(body)}\n`);
      else latencies.push(tookMs);
    }
  }
  return latencies;
}

function invoke(address: string, { name, body }: Sample) {
  const type = contentTypes[extname(name).toLowerCase()] ?? 'application/octet-stream';
  return ask(`${address}/invocations`, { method: 'POST', headers: { 'content-type': type }, body, timeoutMs: invocationTimeoutMs }).catch(
    (error: Error) => {
      throw new ToolFault(`the sample ${name} got no answer: ${error.message}`);
    },
  );
}

/** Nearest rank; 0 where nothing was measured. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

const shown = (body: string) => {
  const line = body.replace(/\s+/g, ' ').trim();
  return line === '' ? '(empty)' : line.length > 300 ? `${line.slice(0, 300)}…` : line;
};
