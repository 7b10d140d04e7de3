import { start } from '../start.ts';

await start('test/simulation/fleet/main.ts');
