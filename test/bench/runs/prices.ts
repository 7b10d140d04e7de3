import { prices } from '../../../lambdas/contract/prices.ts';

/** A price of us-east-1 in US dollars, and where it was read. */
interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

const facts = 'the design\'s aws-facts.md, section 4 ("INF 2024-07")';
const known = "AWS's price page as generally known, not read again for this";

/** What orchestration costs. Free tiers are left out on both sides; so is what stands whether or not anything runs (alarms, metrics, storage). */
export const orchestrationPrices = {
  transition: { usd: prices.transition, per: 'state transition', source: facts },
  lambdaRequest: { usd: prices.lambdaRequest, per: 'request', source: facts },
  lambdaGbSecondArm: { usd: 0.0000133334, per: 'GB-second, arm64', source: facts },
  lambdaGbSecondX86: { usd: prices.lambdaGbSecond, per: 'GB-second, x86_64', source: facts },
  s3Write: { usd: 0.005 / 1000, per: 'PUT or LIST', source: known },
  s3Read: { usd: 0.0004 / 1000, per: 'GET or HEAD', source: known },
  snsPublish: { usd: 0.5 / 1_000_000, per: 'Publish', source: 'the same, section 4 ("INF 2024-12")' },
  mail: { usd: 2 / 100_000, per: 'mail', source: 'the same, section 4 ("INF 2024-12")' },
  logGb: { usd: 0.5, per: 'GB into CloudWatch Logs', source: known },
  trace: { usd: 5 / 1_000_000, per: 'X-Ray trace', source: known },
} as const satisfies Record<string, Price>;

/** What the work itself costs. */
export const workPrices = {
  buildMinute: { usd: prices.buildMinute.BUILD_GENERAL1_SMALL, per: 'begun minute of a small Linux build', source: facts },
  trainingHour: {
    usd: prices.instanceHour['ml.m5.large'] ?? 0,
    per: 'hour of ml.m5.large, billed from the download on',
    source: "the same: SageMaker's price list, 2026-07-30",
  },
} as const satisfies Record<string, Price>;

/** Bytes of CloudWatch Logs, assumed: a call's START, END and REPORT and a line of the function's own; an event of a state machine's log without data. */
export const logBytes = { call: 1000, event: 400 } as const;
