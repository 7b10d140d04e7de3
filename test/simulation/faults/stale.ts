interface Described extends Record<string, unknown> {
  readonly EndpointStatus?: string;
  readonly LastModifiedTime?: Date;
  readonly TrainingEndTime?: Date;
  readonly endTime?: Date;
}

/**
 * What a describe answers that is older than the thing's last change; undefined where that is longer ago than `ageMs`, or no such change: a
 * job that ended still runs, an endpoint's update has not begun, or a creation or update has not ended (whatever its result will be).
 */
export function staleAnswer(operation: string, answer: unknown, now: number, ageMs: number): unknown {
  const isRecent = (change: Date | undefined) => change !== undefined && now - change.getTime() < ageMs;
  const described = answer as Described;
  if (operation === 'DescribeTrainingJob' && isRecent(described.TrainingEndTime))
    return { ...without(described, ends), TrainingJobStatus: 'InProgress', SecondaryStatus: 'Uploading' };
  if (operation === 'DescribeEndpoint' && isRecent(described.LastModifiedTime)) {
    const before = { ...without(described, ['PendingDeploymentSummary', 'FailureReason']), LastModifiedTime: described.CreationTime };
    if (described.EndpointStatus === 'Updating') return { ...before, EndpointStatus: 'InService' };
    return described.EndpointStatus === 'InService' ? { ...before, EndpointStatus: 'Updating' } : undefined;
  }
  const { builds = [] } = described as { builds?: Described[] };
  if (operation !== 'BatchGetBuilds' || !builds.some(({ endTime }) => isRecent(endTime))) return undefined;
  const running = { buildStatus: 'IN_PROGRESS', buildComplete: false };
  return { builds: builds.map((build) => (isRecent(build.endTime) ? { ...without(build, ['endTime']), ...running } : build)) };
}

const ends = ['TrainingEndTime', 'ModelArtifacts', 'FinalMetricDataList', 'FailureReason'];

const without = (members: Described, names: readonly string[]): Described =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
