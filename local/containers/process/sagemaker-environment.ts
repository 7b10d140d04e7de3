import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/**
 * Where `/opt/ml` is: SAGEMAKER_BASE_DIR is the sagemaker-training toolkit's own name for it ("outside SageMaker … the location of the
 * base folder"), and the SM_* variables are what that toolkit sets for script-mode code. Both, so that a program that reads either runs.
 */
export function sagemakerEnvironment(baseDir: string, command: string | undefined): Record<string, string> {
  const paths = {
    SAGEMAKER_BASE_DIR: baseDir,
    SM_MODEL_DIR: join(baseDir, 'model'),
    SM_OUTPUT_DIR: join(baseDir, 'output'),
    SM_OUTPUT_DATA_DIR: join(baseDir, 'output', 'data'),
    SM_INPUT_DIR: join(baseDir, 'input'),
    SM_INPUT_CONFIG_DIR: join(baseDir, 'input', 'config'),
  };
  return command === 'train' ? { ...paths, ...trainingEnvironment(baseDir) } : paths;
}

function trainingEnvironment(baseDir: string): Record<string, string> {
  const config = join(baseDir, 'input', 'config');
  const hyperparameters = readJson<Record<string, string>>(join(config, 'hyperparameters.json'), {});
  const resources = readJson<{ current_host?: string; hosts?: string[] }>(join(config, 'resourceconfig.json'), {});
  const data = join(baseDir, 'input', 'data');
  const channels = existsSync(data) ? readdirSync(data).sort() : [];
  return {
    SM_HPS: JSON.stringify(hyperparameters),
    SM_CHANNELS: JSON.stringify(channels),
    // The toolkit waits 15 minutes for the hosts' names to resolve, which they do in containers only; this is its own word against that.
    SM_STUDIO_LOCAL_MODE: 'true',
    SM_CURRENT_HOST: resources.current_host ?? 'algo-1',
    SM_HOSTS: JSON.stringify(resources.hosts ?? ['algo-1']),
    SM_NUM_CPUS: String(cpus().length),
    SM_NUM_GPUS: '0',
    ...Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => [`SM_HP_${variable(name)}`, value])),
    ...Object.fromEntries(channels.map((name) => [`SM_CHANNEL_${variable(name)}`, join(data, name)])),
  };
}

/** The toolkit only makes upper case of it; a shell could not read a name with other characters. */
const variable = (name: string) => name.toUpperCase().replace(/\W/g, '_');

function readJson<T>(file: string, otherwise: T): T {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : otherwise;
}
