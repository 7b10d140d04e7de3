import { deployAssembly, type StackResult } from '../cloudformation/index.ts';
import { textAnswer } from '../services/http.ts';
import type { LiveWorld } from './create-world.ts';
import type { Door } from './doors.ts';
import { readBody } from './request.ts';
import { checkRoot, rootHeaders } from './root-only.ts';

/** Where another process of this machine asks the world to deploy a cloud assembly: `trainyard run PATH` beside a running world. */
const deployPath = '/_trainyard/deploy';

/** Only the account's root may. */
export const deployDoor: Door = {
  opens: ({ url }) => url === deployPath,
  answer: async ({ request, live, caller }) => {
    try {
      checkRoot(caller());
      const { assembly } = JSON.parse((await readBody(request)).toString('utf8')) as { assembly: string };
      return textAnswer(200, 'application/json', JSON.stringify(await deployOne(live, assembly)));
    } catch (error) {
      return textAnswer(400, 'application/json', JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
    }
  },
};

const deploying = new WeakMap<LiveWorld, Promise<unknown>>();

/** One deploy at a time: CloudFormation too refuses a second one on the same stack; here it waits its turn. */
export async function deployOne(live: LiveWorld, assembly: string): Promise<{ stacks: StackResult[] }> {
  const before = deploying.get(live);
  const mine = (async () => {
    await before?.catch(() => undefined);
    return deployAssembly(live.world, assembly);
  })();
  deploying.set(live, mine);
  return mine;
}

/**
 * Deploys into a world of another process.
 * @throws Error with the text of what went wrong there
 */
export async function deployInto(endpointUrl: string, assembly: string): Promise<{ stacks: StackResult[] }> {
  const response = await fetch(`${endpointUrl}${deployPath}`, {
    method: 'POST',
    headers: rootHeaders,
    body: JSON.stringify({ assembly }),
  });
  const answer = (await response.json()) as { stacks: StackResult[]; message?: string };
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
