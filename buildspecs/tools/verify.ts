import { shownAnswer } from '../../lambdas/contract/answers.ts';
import { type Listener, loopbackFault, shownListeners } from '../../lambdas/contract/listeners.ts';
import { payloadLimit, requestWords } from '../../lambdas/contract/samples.ts';
import { nowMs, sleepMs } from './clock.ts';
import { containerAddress, containerListeners, endWords, lastContainerLine, printContainerLog } from './container.ts';
import { numberVariable, ToolFault } from './environment.ts';
import { ask } from './http.ts';
import { readSamples, type Sample } from './samples.ts';

/** SageMaker gives each `/ping` two seconds and each `/invocations` sixty. */
const pingTimeoutMs = 2_000;
const invocationTimeoutMs = 60_000;
/** Every sample once to see whether it works, then this often for the latencies. */
const measuredRounds = 5;

/**
 * `verify CONTAINER SAMPLES`: waits for `/ping`, sends every sample to `/invocations`, judges the latency. Prints shell assignments.
 * On failure the container's log comes first and the reason last.
 */
export async function verify(container: string, samples: string): Promise<string> {
  try {
    const sendable = readSamples(samples);
    const address = containerAddress(container);
    const startupSeconds = await waitForPing(container, address);
    process.stderr.write(`/ping answered 200 after ${startupSeconds.toFixed(1)} s\n`);
    const latencies = await sendSamples(container, address, sendable);
    const [p50, p95] = [percentile(latencies, 0.5), percentile(latencies, 0.95)];
    const maxLatencyMs = numberVariable('MAX_LATENCY_MS', 5000);
    if (p95 > maxLatencyMs) {
      throw new ToolFault(
        `too slow: the 95th percentile of ${latencies.length} requests took ${p95.toFixed(1)} ms, deployment.maxLatencyMs allows ${maxLatencyMs} ms (median ${p50.toFixed(1)} ms)`,
      );
    }
    return [
      `VERIFY_SAMPLES=${sendable.length}`,
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
  let listeners: Listener[] | undefined;
  let loopback: string | undefined;
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
      const ended = endWords(container);
      if (ended) {
        const line = lastContainerLine(container);
        throw new ToolFault(`${ended} before it answered /ping${line === '' ? '' : `; its last line: ${line.slice(0, 500)}`}`);
      }
      if (last === noListener) listeners = containerListeners(container);
      const fault = loopbackFault(listeners ?? [], 8080);
      // Twice: it may only have begun to listen.
      if (fault !== undefined && fault === loopback) throw new ToolFault(fault);
      loopback = fault;
      looked = elapsed();
    }
    if (elapsed() > limit) {
      throw new ToolFault(
        `/ping did not answer 200 within ${limit} s (deployment.startupTimeoutSeconds); the last answer was: ${last}${last === noListener ? portWords(listeners) : ''}`,
      );
    }
    await sleepMs(Math.min(1000, 20 + elapsed() * 100));
  }
}

/** What `ask` says of a refused connection. */
const noListener = 'nothing listens on its port';
const portWords = (found: readonly Listener[] = []) =>
  ' (SageMaker asks port 8080, or the one in the environment variable SAGEMAKER_BIND_TO_PORT' +
  `${found.length > 0 ? `; the container listens on ${shownListeners(found)}` : ''})`;

async function sendSamples(container: string, address: string, samples: readonly Sample[]): Promise<number[]> {
  if (samples.length === 0)
    process.stderr.write('no samples: only /ping was tried (put payloads into the folder that deployment.samples names)\n');
  const latencies: number[] = [];
  let answered = 0;
  for (let round = 0; round <= measuredRounds; round++) {
    for (const sample of samples) {
      const began = nowMs();
      const { status, body } = await invoke(container, address, sample);
      const tookMs = nowMs() - began;
      if (status < 200 || status > 299) {
        const before = answered > 0 ? `, after ${answered} good answer${answered > 1 ? 's' : ''} of the same container` : '';
        const words = `the sample ${sample.path} (${requestWords(sample.request)}) was answered with status ${status}${before}`;
        throw new ToolFault(`${words}: ${shownAnswer(body)}`);
      }
      if (body.length > payloadLimit) {
        throw new ToolFault(
          `the sample ${sample.path} was answered with ${body.length} bytes: SageMaker passes on ${payloadLimit} at most`,
        );
      }
      answered++;
      if (round === 0) {
        const words = `${sample.path} (${requestWords(sample.request)}): ${status} in ${tookMs.toFixed(1)} ms`;
        process.stderr.write(`${words}: ${shownAnswer(body)}\n`);
      }
      if (round > 0) latencies.push(tookMs);
    }
  }
  return latencies;
}

function invoke(container: string, address: string, { path, body, request: { contentType, accept } }: Sample) {
  const headers = { 'content-type': contentType, accept };
  return ask(`${address}/invocations`, { method: 'POST', headers, body, timeoutMs: invocationTimeoutMs }).catch((error: Error) => {
    const ended = endWords(container);
    throw new ToolFault(`the sample ${path} got no answer: ${error.message}${ended ? `; ${ended}` : ''}`);
  });
}

/** Nearest rank; 0 where nothing was measured. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
