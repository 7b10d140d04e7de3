import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localAccount } from '../../../cli/account.ts';
import { invokeEndpoint } from '../../../cli/invoke-endpoint.ts';
import { startWorld } from '../../../local/runtime.ts';

it('says what to do when the endpoint is not there', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-invoke-'));
  const runtime = await startWorld({ dataDir });
  try {
    const payload = { name: 'x', body: Buffer.from('x'), accept: '*/*', contentType: 'text/plain' };
    await expect(invokeEndpoint(localAccount(runtime.endpointUrl, dataDir), 'birds', payload)).rejects.toThrow(
      'Expected the endpoint birds in service; there is none. A run deploys it: `trainyard run`.',
    );
  } finally {
    await runtime.stop();
    rmSync(dataDir, { recursive: true });
  }
});
