// The thread that one function version runs in: our share of AWS's Node runtime. Bundled to dist/lambda-worker.mjs.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock.ts';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';
import { captureOutput, currentRequest, logError } from './worker-output.ts';

type Handler = (event: unknown, context: object) => unknown;

/** Before the code below runs: a class does not exist above its own line. */
class LoadError extends Error {
  readonly answer: FunctionError;

  constructor(errorType: string, errorMessage: string) {
    super(errorMessage);
    this.answer = { errorType, errorMessage, trace: [] };
  }
}

const start = workerData as WorkerStart;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);

captureOutput(start.logFormat, (text) => send({ kind: 'log', text }));
process.on('uncaughtException', (error) => fail('Uncaught Exception', describe(error), true));
process.on('unhandledRejection', (reason) => {
  const error = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason), trace: describe(reason).trace ?? [] };
  fail('Unhandled Promise Rejection', error, true);
});

loadHandler().then(
  (handler) => {
    parentPort?.on('message', (message: InvokeMessage) => void invoke(handler, message));
    send({ kind: 'ready' });
  },
  (error) => fail('Uncaught Exception', error instanceof LoadError ? error.answer : describe(error), true),
);

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  currentRequest.id = message.requestId;
  let payload: string;
  try {
    payload = JSON.stringify(await handler(JSON.parse(message.event), contextOf(message))) ?? 'null';
  } catch (error) {
    return fail('Invoke Error', describe(error), false);
  }
  send({ kind: 'result', payload, heapMb: Math.ceil(getHeapStatistics().used_heap_size / 2 ** 20) });
}

/** The context object (Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function information"). */
function contextOf({ requestId, deadline, clientContext, functionArn }: InvokeMessage) {
  // biome-ignore lint/style/noProcessEnv: the variables of this thread are the function's own
  const env = process.env;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    clientContext: clientContext && JSON.parse(Buffer.from(clientContext, 'base64').toString('utf8')),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - systemClock.now()),
  };
}

async function loadHandler(): Promise<Handler> {
  const dot = start.handler.lastIndexOf('.');
  const [file, name] = [start.handler.slice(0, dot), start.handler.slice(dot + 1)];
  const path = ['.cjs', '.mjs', '.js'].map((extension) => join(start.codeDir, `${file}${extension}`)).find(existsSync);
  if (!path) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  // `require` starts a CommonJS bundle quicker than `import`, which first looks for its exports.
  const loaded = path.endsWith('.cjs') ? createRequire(path)(path) : await import(pathToFileURL(path).href);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') throw new LoadError('Runtime.HandlerNotFound', `${start.handler} is undefined or not exported`);
  return handler;
}

function fail(title: string, error: FunctionError, fatal: boolean): void {
  logError(title, error);
  send({ kind: 'error', error, fatal });
}

/** As the runtime's `toRapidResponse` (aws-lambda-nodejs-runtime-interface-client, src/Errors.js). */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error) && !isErrorLike(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function isErrorLike(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error && 'stack' in error;
}
