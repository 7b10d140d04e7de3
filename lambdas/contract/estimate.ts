import { durations, prices } from './prices.ts';
import type { Settings } from './settings.ts';
import { type ComputeType, verificationMachine } from './verification.ts';

/** A low and a high figure; the truth is between them nine times in ten or better. */
export type Range = readonly [low: number, high: number];

export interface Estimate {
  /** US dollars for the run; undefined where the instance type has no price here. */
  readonly run: Range | undefined;
  /** US dollars for thirty days of the endpoint. */
  readonly month: number | undefined;
  /** How long the run takes on AWS, in seconds. */
  readonly seconds: Range;
  readonly region: string;
  readonly priceDate: string;
  /** Instance and compute types without a price, for the reader. */
  readonly unknown: readonly string[];
}

/** What a run really did: what is reused costs nothing. */
export interface WorkDone {
  readonly builds: number;
  readonly trains: boolean;
  readonly deploys: boolean;
}

const transitions: Range = [30, 120];
const monthHours = 30 * 24;

/**
 * What a run and a month of its endpoint cost on AWS, from typical AWS durations: seconds measured on another machine say nothing of it.
 * Storage, logs and mails are cents and left out.
 */
export function estimate(settings: Settings, { builds, trains, deploys }: WorkDone): Estimate {
  const { build, training, verification, deployment } = settings;
  const trainingHour = prices.instanceHour[training.instanceType];
  const hostingHour = prices.instanceHour[deployment.instanceType];
  const verifies = deploys && verification.by === 'build';
  const machines = [...(builds > 0 ? [{ computeType: build.computeType }] : []), ...(verifies ? [verificationMachine(settings)] : [])];
  const unknown = [
    ...machines.flatMap((machine) => (minutePrice(machine) === undefined ? [machineName(machine)] : [])),
    ...(trains && trainingHour === undefined ? [training.instanceType] : []),
    ...(hostingHour === undefined ? [deployment.instanceType] : []),
  ];
  const billedTraining = both((i) => (trains ? durations.trainingOverhead[i] + durations.trainingWork[i] : 0));
  const run = both((i) => {
    const built = builds * Math.ceil(durations.build[i] / 60) * (minutePrice(build) ?? 0);
    const verified = verifies ? Math.ceil(durations.verification[i] / 60) * (minutePrice(verificationMachine(settings)) ?? 0) : 0;
    const trained = (billedTraining[i] / 3600) * (trainingHour ?? 0) * training.instanceCount;
    const calls = transitions[i] * (prices.transition + prices.lambdaRequest + 0.25 * prices.lambdaGbSecond);
    return built + verified + trained + calls;
  });
  return {
    run: (trains && trainingHour === undefined) || machines.some((machine) => minutePrice(machine) === undefined) ? undefined : run,
    month: hostingHour === undefined ? undefined : hostingHour * monthHours * deployment.instanceCount,
    seconds: both((i) => wallTime(i, builds, billedTraining[i], { deploys, verifies })),
    region: prices.region,
    priceDate: prices.date,
    unknown: [...new Set(unknown)],
  };
}

interface Machine {
  readonly computeType: ComputeType;
  readonly environmentType?: string;
}

const isGpu = ({ environmentType }: Machine) => environmentType === 'LINUX_GPU_CONTAINER';

/** Of a minute of a build on it, where a price is known. */
function minutePrice(machine: Machine): number | undefined {
  const table: Readonly<Partial<Record<ComputeType, number>>> = isGpu(machine) ? prices.gpuBuildMinute : prices.buildMinute;
  return table[machine.computeType];
}

const machineName = (machine: Machine) => `a build on ${machine.computeType}${isGpu(machine) ? ' with GPUs' : ''}`;

/** `$0.03 to $0.15`, or `under a cent`. */
export function dollars([low, high]: Range): string {
  if (high < 0.01) return 'under a cent';
  return low < 0.005 ? `up to $${high.toFixed(2)}` : `$${low.toFixed(2)} to $${high.toFixed(2)}`;
}

/** The estimate in two lines, for the command line and the mail. */
export function estimateLines({ run, month, region, priceDate, unknown }: Estimate): string[] {
  const lines = [
    ...(run ? [`this run: ${dollars(run)}`] : []),
    ...(month === undefined ? [] : [`a month of the endpoint: about $${month.toFixed(0)}`]),
    ...(unknown.length > 0 ? [`no price here for ${unknown.join(', ')}`] : []),
  ];
  return [...lines, `(typical AWS durations, on-demand prices of ${region} on ${priceDate})`];
}

const both = (figure: (end: 0 | 1) => number): Range => [figure(0), figure(1)];

/** Images are built side by side with the training. The instance's start (79 s in the median) is waited for, though not billed. */
function wallTime(end: 0 | 1, builds: number, training: number, { deploys, verifies }: { deploys: boolean; verifies: boolean }): number {
  const start = training > 0 ? [39, 168][end] : 0;
  const deployed = (verifies ? durations.verification[end] : 0) + (deploys ? durations.endpoint[end] : 0);
  return (builds > 0 ? durations.build[end] : 0) + (start ?? 0) + training + deployed;
}
