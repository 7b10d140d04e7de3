/** GiB a vCPU, by the letter that an instance family begins with; GPU machines have more than one rule, and no limit here. */
const gibPerCpu: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, t: 4 };

/** vCPUs by size; the large ones go by their factor of `xlarge`. */
const cpus: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };

/**
 * The memory of an instance type in bytes, which its container gets here too; undefined: not known, no limit.
 * @see https://aws.amazon.com/sagemaker/ai/pricing/ (c5.xlarge 8 GiB, m5.large 8 GiB, r5.large 16 GiB, t3.medium 4 GiB)
 */
export function instanceMemory(instanceType: string): number | undefined {
  const [, family = '', size = '', factor] = /^ml\.([a-z])\d\w*\.((?:(\d+)x)?[a-z]+)$/.exec(instanceType) ?? [];
  const gib = gibPerCpu[family];
  const count = factor && size.endsWith('xlarge') ? Number(factor) * 4 : cpus[size];
  if (gib === undefined || count === undefined) return undefined;
  // Of the burstable family, medium has two vCPUs as well.
  return (family === 't' && size === 'medium' ? 4 : gib * count) * 1024 ** 3;
}
