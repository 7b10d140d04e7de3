import { type Other, ours, type Run, theirs, workloads } from './asl-workloads.ts';
import { median } from './figures.ts';

/** Milliseconds to warm up, and to measure. */
const PERIOD = 700;

/** One engine, one workload, one process: `node --expose-gc asl-run.ts WORKLOAD [MODULE]`, with MODULE for the other engine. */
const [name = '', module] = process.argv.slice(2);
const workload = workloads[name];
if (!workload) throw new Error(`The workloads are ${Object.keys(workloads).join(', ')}; got '${name}'.`);
const run = module === undefined ? ours(workload) : theirs((await import(module)) as Other, workload);

await timed(run, PERIOD);
const seconds = median(await timed(run, PERIOD));
const held = await heldBytes(run);
process.stdout.write(JSON.stringify({ statesPerSecond: workload.states / seconds, ...held }));

async function timed(once: Run, period: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + period;
  while (performance.now() < until) {
    const start = performance.now();
    await once();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

/** Bytes that ten finished runs hold by their histories, on the heap and in typed arrays, for one. */
async function heldBytes(once: Run): Promise<{ bytes: number; events: number }> {
  const histories: { readonly length: number }[] = [];
  const before = collected();
  for (let i = 0; i < 10; i++) histories.push(await once());
  const bytes = (collected() - before) / histories.length;
  return { bytes, events: histories[0]?.length ?? 0 };
}

function collected(): number {
  const { gc } = globalThis;
  if (!gc) throw new Error('Run with --expose-gc.');
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
