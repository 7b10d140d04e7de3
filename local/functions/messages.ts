/** What the local world's Lambda thread and its owner say to each other. */
export interface WorkerStart {
  readonly codeDir: string;
  readonly handler: string;
  readonly logFormat: 'Text' | 'JSON';
}

export interface InvokeMessage {
  readonly requestId: string;
  /** The event's JSON text. */
  readonly event: string;
  /** Milliseconds since the epoch at which the invocation is cut. */
  readonly deadline: number;
  readonly clientContext?: string;
  readonly functionArn: string;
}

/** An error as the Node runtime answers it: `errorType` is the error's name, which Step Functions matches. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'result'; readonly payload: string; readonly heapMb: number }
  /** `fatal`: the thread is unusable and ends. */
  | { readonly kind: 'error'; readonly error: FunctionError; readonly fatal: boolean };
