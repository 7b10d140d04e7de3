import type { World } from '../../world.ts';
import { recordData } from '../cloudwatch/watch.ts';

/** What SageMaker measures of one request (SageMaker Developer Guide, "Metrics for monitoring"): errors are counted also where there is none. */
export function measureInvocation(world: World, endpoint: string, variant: string, status: number, startedAt: number): void {
  const at = world.clock.now();
  const dimensions = [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: variant },
  ];
  const datum = (name: string, value: number, unit = 'None') => ({
    ...{ name, at, unit, sum: value, count: 1, min: value, max: value, values: [value] },
    dimensions,
  });
  const kind = Math.floor(status / 100);
  recordData(world, 'AWS/SageMaker', [
    datum('Invocations', 1),
    datum('Invocation4XXErrors', kind === 4 ? 1 : 0),
    datum('Invocation5XXErrors', kind === 5 || status === 0 ? 1 : 0),
    datum('ModelLatency', (at - startedAt) * 1000, 'Microseconds'),
  ]);
}
