import { ShimFault } from '../fault.ts';
import { parseFlags } from '../flags.ts';
import { inspectContainer } from './containers.ts';
import { inspectImage } from './images.ts';
import { print, type Verb } from './verb.ts';

/** `docker inspect [-f TEMPLATE] NAME…`, `docker image inspect`, `docker container inspect`. */
export const inspect: Verb = async (args, host) => {
  const parsed = parseFlags('docker inspect', args, { '-f --format': 'value', '--type': 'value' });
  const found = parsed.words.map((name) => {
    const object = (parsed.value('type') !== 'image' && inspectContainer(name, host)) || inspectImage(name, host);
    if (!object) throw new ShimFault(`Error: No such object: ${name}`);
    return object;
  });
  const format = parsed.value('format');
  if (format === undefined) print(JSON.stringify(found, undefined, 4));
  else for (const object of found) print(render(format, object));
};

/** The part of Go's templates that people use with inspect: `{{.State.Running}}`, `{{json .Config}}`, `{{index .RepoDigests 0}}`. */
function render(format: string, object: object): string {
  return format.replace(/\{\{\s*(.*?)\s*\}\}/g, (whole, expression: string) => {
    const [, json, index, path, key] = /^(?:(json)\s+|(index)\s+)?((?:\.\w+)+|\.)(?:\s+"?([\w.-]+)"?)?$/.exec(expression) ?? [];
    if (path === undefined || (key !== undefined) !== (index !== undefined)) {
      throw new ShimFault(
        `docker inspect: the template ${whole} is beyond Trainyard's local stand-in: it knows {{.A.B}}, {{json .A}} and {{index .A 0}}`,
        125,
      );
    }
    const value = path
      .split('.')
      .filter(Boolean)
      .concat(key ?? [])
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], object);
    if (value === undefined) throw new ShimFault(`docker inspect: template parsing error: ${whole}: no such entry`);
    return json || typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}
