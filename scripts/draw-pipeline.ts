import { readFileSync, writeFileSync } from 'node:fs';
import { type Definition, pipelineSvg } from './pipeline-svg.ts';

/** `npm run draw`: draws the state machines from the definitions themselves, so that the README cannot show others. */
const root = new URL('../', import.meta.url);
for (const name of ['pipeline', 'recovery']) {
  const definition = JSON.parse(readFileSync(new URL(`statemachine/${name}.asl.json`, root), 'utf8')) as Definition;
  writeFileSync(new URL(`docs/${name}.svg`, root), pipelineSvg(definition, `The state machine trainyard-${name}`));
}
