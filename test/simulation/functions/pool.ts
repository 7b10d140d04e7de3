import { handlers } from 'simulation:handlers';
import { delay } from '../../../local/clock.ts';
import type { FunctionVersion } from '../../../local/functions/function-version.ts';
import type { Invocation as Event, InvocationResult } from '../../../local/functions/pool.ts';
import { sessionArn } from '../../../local/iam/roles.ts';
import type { LiveWorld } from '../../../local/server/create-world.ts';
import { extractMetrics } from '../../../local/services/cloudwatch/embedded-metrics.ts';
import { randomUuid } from '../../../local/services/ids.ts';
import type { FunctionPool } from '../../../local/services/lambda/pools.ts';
import type { Transport } from '../transport/clients.ts';
import { begin, type Invocation } from './invocation.ts';

/** What the pool asks the fault plan, per invocation. */
export interface Weather {
  /** Milliseconds that the function's clock is wrong by. */
  skewMs(name: string, requestId: string): number;
  /** Milliseconds between the request and the handler's first line. */
  startMs(name: string, requestId: string): number;
  /** Whether its process is killed just before it could answer, with all it does done. */
  diesAtEnd(own: Invocation): boolean;
  /** Told when an invocation begins and ends. */
  told(text: string): void;
}

/** Runs functions in this thread: the real handlers under their version's environment and role, on the world's clock. */
export class InProcessPool implements FunctionPool {
  readonly #live: LiveWorld;
  readonly #transport: Transport;
  readonly #weather: Weather;
  readonly #running = new Set<Invocation>();

  constructor(live: LiveWorld, transport: Transport, weather: Weather) {
    this.#live = live;
    this.#transport = transport;
    this.#weather = weather;
  }

  async invoke(version: FunctionVersion, asked: Event): Promise<InvocationResult> {
    const { requestId, event } = asked;
    const { clock } = this.#live.world;
    const name = folderOf(version);
    const handler = handlers[name];
    if (!handler) throw new Error(`Expected a handler of ${name} in lambdas/, as ${version.arn} names it`);
    const printed: string[] = [];
    const invocation = this.#begin(version, name, asked, printed);
    const started = this.#weather.startMs(name, requestId);
    const result = await new Promise<InvocationResult>((resolve) => {
      const timer = clock.after(started + version.timeoutSeconds * 1000, () => {
        invocation.dead = true;
        const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${version.timeoutSeconds.toFixed(2)} seconds`;
        resolve(failure({ errorType: 'Sandbox.Timedout', errorMessage }));
      });
      invocation.die = () => {
        invocation.dead = true;
        timer.cancel();
        resolve(failure(killed));
      };
      const run = () => {
        void begin(invocation, async () => handler(JSON.parse(event), { awsRequestId: requestId, functionName: version.name }))
          .then(
            (answer) => ({ payload: JSON.stringify(answer) ?? 'null', failed: false, log: [] }),
            (error: unknown) => failure(described(error)),
          )
          .then((answer) => {
            timer.cancel();
            resolve(answer);
          });
      };
      clock.after(started, run);
    });
    this.#running.delete(invocation);
    extractMetrics(this.#live.world, printed);
    const seen = !invocation.dead && this.#weather.diesAtEnd(invocation) ? failure(killed) : result;
    this.#weather.told(`${name} ${seen.failed ? `failed ${seen.payload}` : `answered ${seen.payload}`}`);
    return seen;
  }

  /** Cuts what runs: the world ends. */
  async stop(): Promise<void> {
    for (const invocation of this.#running) invocation.dead = true;
  }

  #begin(version: FunctionVersion, name: string, { requestId, event }: Event, printed: string[]): Invocation {
    const { world } = this.#live;
    const skewMs = this.#weather.skewMs(name, requestId);
    const invocation: Invocation = {
      live: this.#live,
      name,
      event,
      environment: version.environment,
      caller: { arn: sessionArn(world, version.role, version.name), roleArn: version.role },
      transport: this.#transport,
      clock: {
        now: () => world.clock.now() + skewMs,
        delay: (ms) => delay(world.clock, ms),
        unique: () => randomUuid(world.random),
      },
      clients: new Map(),
      dead: false,
      die: () => {},
      stateDeniedAt: Number.NEGATIVE_INFINITY,
      print: (line) => void printed.push(line),
    };
    this.#running.add(invocation);
    return invocation;
  }
}

/** `trainyard-start-image` → `start-image`. */
const folderOf = ({ name, environment }: FunctionVersion): string => name.slice((environment.INSTALLATION ?? 'trainyard').length + 1);

const failure = (error: { readonly errorType: string; readonly errorMessage: string }): InvocationResult => ({
  payload: JSON.stringify(error),
  failed: true,
  log: [],
});

const killed = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: simulated Error: Runtime exited with error: signal: killed' };

/** As the runtime does, without the trace, which would differ between machines. */
function described(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: [] };
}
