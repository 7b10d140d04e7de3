import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Artifact {
  readonly additionalMetadataFile?: string;
}

type Metadata = Readonly<Record<string, readonly { readonly type: string; readonly data: unknown }[]>>;

/** What a synthesis tells people. */
export interface AssemblyMessage {
  readonly kind: 'info' | 'warning';
  readonly text: string;
}

/** Reads from a cloud assembly (cdk.out) what its constructs tell people: `cdk deploy` prints it, and so does the local deploy. */
export function assemblyMessages(dir: string): AssemblyMessage[] {
  const json = (file: string) => JSON.parse(readFileSync(join(dir, file), 'utf8'));
  const { artifacts } = json('manifest.json') as { artifacts: Readonly<Record<string, Artifact>> };
  return Object.values(artifacts).flatMap(({ additionalMetadataFile: file }) =>
    file === undefined ? [] : Object.values(json(file) as Metadata).flatMap((entries) => entries.flatMap(messageOf)),
  );
}

function messageOf({ type, data }: { readonly type: string; readonly data: unknown }): AssemblyMessage[] {
  const [, kind] = /^aws:cdk:(info|warning)$/.exec(type) ?? [];
  // The id that a CDK app acknowledges a warning by says nothing to whoever deploys locally.
  return kind === 'info' || kind === 'warning' ? [{ kind, text: String(data).replace(/ \[ack: [^\]]*\]$/, '') }] : [];
}
