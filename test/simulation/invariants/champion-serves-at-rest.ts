import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import type { Invariant } from '../observation.ts';
import { ownerOf } from './facts.ts';
import { invariant } from './invariant.ts';

/** At rest the endpoint serves the champion, the model state says so, and nothing is under way. */
export function championServesAtRest(): Invariant {
  return invariant('champion-serves-at-rest', ({ isAtRest, states, world }, { expect }) => {
    if (!isAtRest) return;
    for (const [model, { champion, running, target, pending, outbox }] of states) {
      // A person has to look, and was told so.
      if (running?.phase === 'stuck') continue;
      expect(running === null, () => `${model}: at rest the lock is held by ${running?.execution.name} (${running?.phase})`);
      expect(pending.length === 0, () => `${model}: at rest ${pending.length} launches wait`);
      expect(outbox.length === 0, () => `${model}: at rest the mail ${outbox[0]?.id} is not sent`);
      expect(target === null, () => `${model}: at rest the deployment of ${target?.endpointConfig} is neither done nor undone`);
      if (!champion) continue;
      const endpoint = endpointsOf(world).get(champion.endpoint);
      const serves = endpoint?.EndpointStatus === 'InService' ? endpoint.EndpointConfigName : `nothing (${endpoint?.EndpointStatus})`;
      expect(
        serves === champion.endpointConfig,
        () => `${model}: at rest ${champion.endpoint} serves ${serves}, the champion is ${champion.endpointConfig}`,
      );
    }
    for (const { EndpointName, EndpointConfigName, EndpointStatus } of endpointsOf(world).values()) {
      const owner = ownerOf(EndpointConfigName);
      const state = owner && states.get(owner.model);
      if (!state || state.running || EndpointStatus === 'Deleting') continue;
      expect(
        state.champion?.endpoint === EndpointName,
        () => `${owner.model}: at rest ${EndpointName} is ${EndpointStatus} on ${EndpointConfigName}, and no champion stands for it`,
      );
    }
  });
}
