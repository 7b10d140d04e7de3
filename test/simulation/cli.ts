import { start } from './start.ts';

await start('test/simulation/main.ts');
