import * as v from 'valibot';

/** CodeBuild's sizes for Linux on x86, on demand. */
export const computeTypes = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
] as const;
export type ComputeType = (typeof computeTypes)[number];

const gpuTypes: readonly ComputeType[] = ['BUILD_GENERAL1_SMALL', 'BUILD_GENERAL1_LARGE'];

/** Where a release is tried before any traffic. */
export const verification = v.pipe(
  v.strictObject({
    /**
     * `build`: a CodeBuild build runs the container and sends it the samples. `endpoint`: nothing is tried before the deployment, and the smoke
     * test is the first to ask; if it fails, the endpoint goes back to what served before.
     */
    by: v.optional(v.picklist(['build', 'endpoint']), 'build'),
    /** Of that build; default: `build.computeType`, with `gpu` BUILD_GENERAL1_SMALL. */
    computeType: v.optional(v.picklist(computeTypes)),
    /** That build has NVIDIA GPUs, and the container gets all of them. */
    gpu: v.optional(v.boolean(), false),
    /** Of that build; default: 30, and what the container may take to start. */
    timeoutMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(480))),
  }),
  v.forward(
    v.partialCheck(
      [['gpu'], ['computeType']],
      ({ gpu, computeType }) => !gpu || computeType === undefined || gpuTypes.includes(computeType),
      `${gpuTypes.join(' or ')} with verification.gpu, since CodeBuild has GPUs in these sizes only`,
    ),
    ['computeType'],
  ),
);
export type Verification = v.InferOutput<typeof verification>;

/** The settings that say what a verification runs on. */
interface Chosen {
  readonly build: { readonly computeType: ComputeType };
  readonly verification: Verification;
}

/** Memory in GB as CodeBuild's user guide has it ("Build environment compute modes and types"), and GPUs as its API reference has them. */
const sizes: Readonly<Record<ComputeType, number>> = {
  BUILD_GENERAL1_SMALL: 3,
  BUILD_GENERAL1_MEDIUM: 7,
  BUILD_GENERAL1_LARGE: 15,
  BUILD_GENERAL1_XLARGE: 70,
  BUILD_GENERAL1_2XLARGE: 145,
};
const gpuSizes: Readonly<Partial<Record<ComputeType, string>>> = {
  BUILD_GENERAL1_SMALL: '16 GB and one NVIDIA A10G GPU',
  BUILD_GENERAL1_LARGE: '255 GB and four NVIDIA V100 GPUs',
};

/** What the verification's build runs on. */
export function verificationMachine({ build, verification: { computeType, gpu } }: Chosen) {
  return gpu
    ? ({ environmentType: 'LINUX_GPU_CONTAINER', computeType: computeType ?? 'BUILD_GENERAL1_SMALL' } as const)
    : ({ environmentType: 'LINUX_CONTAINER', computeType: computeType ?? build.computeType } as const);
}

/** `on AWS by a build with 3 GB (BUILD_GENERAL1_SMALL)`: how a release is tried, for people. */
export function verificationWords(settings: Chosen): string {
  if (settings.verification.by === 'endpoint') return 'by the endpoint itself, after the deployment (verification.by: endpoint)';
  const { environmentType, computeType } = verificationMachine(settings);
  const size = environmentType === 'LINUX_GPU_CONTAINER' ? gpuSizes[computeType] : `${sizes[computeType]} GB`;
  return `by a build with ${size} on AWS (${computeType})`;
}
