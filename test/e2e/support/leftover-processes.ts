import { execFileSync } from 'node:child_process';

/**
 * Processes that name a world's folder in their command line or environment: after its stop there must be none. A training or a serving
 * container of process mode is called `node main.mjs serve`: only its environment (SAGEMAKER_BASE_DIR, PATH) tells whose it is.
 */
export function leftoverProcesses(dataDir: string): string[] {
  const withEnvironment = process.platform === 'darwin' ? ['-AEww'] : ['axeww'];
  const lines = execFileSync('ps', [...withEnvironment, '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  return [...lines.filter((line) => line.includes(dataDir)).map((line) => line.trim().slice(0, 200)), ...leftoverContainers(dataDir)];
}

/** The containers of a world, where the tests run with docker or podman. */
function leftoverContainers(dataDir: string): string[] {
  const engine = process.env.TRAINYARD_TEST_RUNTIME;
  if (!engine) return [];
  const words = ['ps', '--all', '--filter', `label=trainyard.world=${dataDir}`, '--format', '{{.ID}} {{.Command}}'];
  return execFileSync(engine, words, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
}
