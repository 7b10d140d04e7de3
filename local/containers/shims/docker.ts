import { containerVerbs } from './docker/containers.ts';
import { shimHost } from './docker/host.ts';
import { imageVerbs } from './docker/images.ts';
import { inspect } from './docker/inspect.ts';
import { supervise } from './docker/supervise.ts';
import { print, type Verb } from './docker/verb.ts';
import { ShimFault } from './fault.ts';
import { runShim } from './run-shim.ts';

const version: Verb = async () =>
  print("Docker version 0.0.0 (Trainyard's local stand-in, process mode: no containers, nothing is isolated)");

const verbs: Readonly<Record<string, Verb>> = {
  ...imageVerbs,
  ...containerVerbs,
  inspect,
  image: async ([verb = '', ...args], host) => {
    const known: Record<string, Verb> = {
      inspect: (rest) => inspect(['--type', 'image', ...rest], host),
      ls: verbs.images as Verb,
      ...imageVerbs,
    };
    return find(known, verb, 'docker image')(args, host);
  },
  container: async ([verb = '', ...args], host) => find({ ...containerVerbs, inspect }, verb, 'docker container')(args, host),
  version,
  '--version': version,
  '-v': version,
  __supervise: async ([id = ''], host) => supervise(id, host),
};

await runShim(async ([verb = '', ...args]) => find(verbs, verb, 'docker')(args, shimHost()));

function find(table: Readonly<Record<string, Verb>>, verb: string, command: string): Verb {
  const found = table[verb];
  if (found) return found;
  const known = Object.keys(table).filter((name) => /^[a-z]/.test(name));
  throw new ShimFault(
    `${command} ${verb}: Trainyard's local stand-in for docker does not know "${verb}". It knows ${known.join(', ')}.`,
    125,
  );
}
