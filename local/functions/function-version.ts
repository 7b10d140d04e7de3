/** What the pool must know to run one version of a function. A changed `$LATEST` has another `revision`, so its workers are new. */
export interface FunctionVersion {
  readonly arn: string;
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  /** `index.handler`: file without extension, and export. */
  readonly handler: string;
  /** Frozen copy of the code; absolute. */
  readonly codeDir: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
}
