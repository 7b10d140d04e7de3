import type { TestProject } from 'vitest/node';
import { pythonBin } from '../others/tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The `bin` folders of virtual environments, or undefined where there is no Python: those tests are then skipped. */
    readonly clients: { readonly current: string; readonly old: string } | undefined;
  }
}

/** Of the same day, so that both use one botocore; `regex` knows the classes of Unicode that AWS's patterns name. */
const current = ['boto3==1.43.11', 'awscli==1.45.11', 'regex==2026.5.9'];
/** Of December 2022: before AWS_ENDPOINT_URL, and before checksums were sent by default. */
const old = ['boto3==1.26.27'];

/** Installs the clients, or finds what an earlier run installed. */
export async function setup(project: TestProject): Promise<void> {
  const bins = { current: await pythonBin(current), old: await pythonBin(old) };
  if (bins.current === undefined || bins.old === undefined) {
    process.stdout.write('test:clients: skipped, as there is no python3 (3.10 or newer, with venv) here\n');
    project.provide('clients', undefined);
  } else project.provide('clients', { current: bins.current, old: bins.old });
}
