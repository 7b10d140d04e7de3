import { readFileSync, writeFileSync } from 'node:fs';
import { type Definition, pipelineSvg } from './pipeline-svg.ts';

/** `npm run draw`: draws docs/pipeline.svg from the definition itself, so that the README cannot show another pipeline. */
const root = new URL('../', import.meta.url);
const definition = JSON.parse(readFileSync(new URL('statemachine/pipeline.asl.json', root), 'utf8')) as Definition;
writeFileSync(new URL('docs/pipeline.svg', root), pipelineSvg(definition, 'The state machine trainyard-pipeline'));
