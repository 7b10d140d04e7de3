import { start } from '../../simulation/start.ts';

await start('test/bench/runs/main.ts');
