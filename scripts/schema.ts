import { readFileSync, writeFileSync } from 'node:fs';
import { settingsSchema } from './settings-schema.ts';

/** `npm run schema`: writes docs/trainyard.schema.json, which the settings files of models name for their editors. */
const root = new URL('../', import.meta.url);
const schema = settingsSchema(readFileSync(new URL('cli/template/trainyard.yml', root), 'utf8'));
writeFileSync(new URL('docs/trainyard.schema.json', root), `${JSON.stringify(schema, undefined, 2)}\n`);
