/** On-demand prices of one region, US dollars. Read from public price lists and tables; checked on the date given. */
export const prices = {
  region: 'us-east-1',
  date: '2026-07-30',
  /** Training and hosting cost the same per hour where both exist. ml.t2 is for hosting only. */
  instanceHour: {
    'ml.t2.medium': 0.056,
    'ml.t3.medium': 0.05,
    'ml.m5.large': 0.115,
    'ml.m5.xlarge': 0.23,
    'ml.g5.xlarge': 1.408,
  } as Readonly<Record<string, number>>,
  /** CodeBuild on Linux, by compute type; rounded up to the minute. No public table that could be read here has the price of the largest. */
  buildMinute: { BUILD_GENERAL1_SMALL: 0.005, BUILD_GENERAL1_MEDIUM: 0.01, BUILD_GENERAL1_LARGE: 0.02, BUILD_GENERAL1_XLARGE: 0.0798 },
  /** The same with GPUs; of the large size no price was found. */
  gpuBuildMinute: { BUILD_GENERAL1_SMALL: 0.05 },
  /** Step Functions, one state transition. */
  transition: 0.025 / 1000,
  /** Lambda on x86: a GB for a second, and one request. */
  lambdaGbSecond: 0.0000166667,
  lambdaRequest: 0.2 / 1_000_000,
  ecrGbMonth: 0.1,
  /** S3 Standard, a GB for a month. */
  s3GbMonth: 0.023,
} as const;

/**
 * How long things take on AWS, in seconds: 10th and 90th percentile of public logs (2022 to 2025: 35 training timelines; 171 endpoint
 * creations). A training's start-up is not billed; what counts is download, work and upload.
 */
export const durations = {
  /** A small image: provisioning, docker build and push. */
  build: [90, 300],
  /** The container tried with the samples. */
  verification: [60, 180],
  /** Billed beside the training's own work: data and image downloads, upload. */
  trainingOverhead: [25, 290],
  /** The work of a small example: the whole job less its start-up. */
  trainingWork: [30, 500],
  endpoint: [120, 570],
} as const satisfies Record<string, readonly [number, number]>;
