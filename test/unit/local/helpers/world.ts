import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Runtime, type RuntimeOptions, startWorld } from '../../../../local/runtime.ts';

/** A folder of its own that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A world on a free port that stops when the test ends; background failures fail the test unless it listens to them. */
export async function testWorld(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
  const failures: unknown[] = [];
  const runtime = await startWorld({
    dataDir: options.dataDir ?? temporaryFolder(),
    onBackgroundError: (_name, error) => void failures.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await runtime.stop();
    if (failures.length > 0) throw failures[0];
  });
  return runtime;
}

/** What every SDK client of a test is made with. */
export function clientOptions(
  runtime: Runtime,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = runtime.credentials,
) {
  return { endpoint: runtime.endpointUrl, region: runtime.world.region, credentials, maxAttempts: 1 };
}
