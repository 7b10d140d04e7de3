import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '../../../clock.ts';
import { ecrName } from '../../registry-client.ts';
import type { ContainerHost } from '../../runtime.ts';
import { ShimFault } from '../fault.ts';

/** What the wrapper script of a build says about the world that runs it. */
export interface ShimHost extends ContainerHost {
  /** Whose containers these are: they end with it. */
  readonly owner: string;
  /** Folder of this build's own containers. */
  readonly containers: string;
}

type Auths = Record<string, { auth: string }>;

/** The world this `docker` belongs to. A real docker asks a socket; this one is told by the script that starts it. */
export function shimHost(): ShimHost {
  // How the wrapper script hands over what it knows.
  const { TRAINYARD_DATA_DIR: dataDir, TRAINYARD_ENDPOINT: endpointUrl, TRAINYARD_OWNER: owner } = process.env;
  if (!dataDir || !endpointUrl || !owner)
    throw new ShimFault("this is Trainyard's local stand-in for docker: it only works inside of a local build");
  return {
    dataDir,
    endpointUrl,
    owner,
    clock: systemClock,
    random: systemRandom,
    containers: join(dataDir, 'run', 'docker', owner.replace(/[^\w.-]/g, '_')),
    registryAuthorization: async () => {
      const [login] = Object.entries(readAuths()).filter(([registry]) => ecrName(`${registry}/x`));
      return login && `Basic ${login[1].auth}`;
    },
  };
}

/** Keeps a login where docker keeps it, in the build's own home. */
export function writeLogin(registry: string, auth: string): void {
  mkdirSync(join(home(), '.docker'), { recursive: true });
  writeFileSync(configFile(), JSON.stringify({ auths: { ...readAuths(), [registry]: { auth } } }, undefined, 2), { mode: 0o600 });
}

export function removeLogin(registry: string): void {
  const { [registry]: _, ...auths } = readAuths();
  if (existsSync(configFile())) writeFileSync(configFile(), JSON.stringify({ auths }, undefined, 2), { mode: 0o600 });
}

function readAuths(): Auths {
  return existsSync(configFile()) ? (JSON.parse(readFileSync(configFile(), 'utf8')) as { auths: Auths }).auths : {};
}

const configFile = () => join(home(), '.docker', 'config.json');
// The build's home, not the user's.
const home = () => process.env.HOME ?? '/';
