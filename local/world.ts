import type { Clock, Random } from './clock.ts';
import type { Engine } from './containers/engine/engine.ts';
import type { ServiceName } from './services/operation.ts';
import type { Store } from './store.ts';

/** Who makes a call: the account's root (the CLI, the deploy) or a role of the template. */
export interface Caller {
  readonly arn: string;
  /** Set for calls under a role: its policies decide. The root may do everything. */
  readonly roleArn?: string;
  /** Set for an AWS service that acts by itself (a rule, a topic): the resource's own policy decides, as a Lambda function's permissions do. */
  readonly service?: { readonly principal: string; readonly sourceArn: string };
}

/** A mail that SNS sent: where its `.eml` file is, and what it says. */
export interface Mail {
  readonly file: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** An event as AWS services put it on the default bus. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
  readonly resources: readonly string[];
}

/** One AWS account and region on this machine: what every local operation gets. */
export interface World {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** `.trainyard/`: objects, images, container folders, mails. Absolute. */
  readonly dataDir: string;
  /** `http://127.0.0.1:PORT`, where every service listens. */
  readonly endpointUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** What runs containers; none: processes of this machine. */
  readonly engine?: Engine;

  /**
   * Calls an operation in this process, authorized as `caller` (default: root) exactly as over HTTP.
   * Input and output have the API's shapes, times as Date, bodies as Uint8Array or Readable. Throws AwsError.
   */
  call<O = Record<string, unknown>>(service: ServiceName, operation: string, input: object, caller?: Caller): Promise<O>;
  /** Puts an event of an AWS service on the default bus. Delivery is asynchronous. */
  emit(event: ServiceEvent): void;
  /** Appends lines to CloudWatch Logs, making group and stream where needed. */
  log(group: string, stream: string, lines: readonly string[]): void;
  /**
   * Credentials that a process started by this world signs with, so that its calls are checked against `roleArn`.
   * `session` is the last part of the caller's ARN, as AWS uses a function's name there. With `seconds` they are new ones that expire,
   * without it the same as before, for as long as the world lives.
   */
  credentials(roleArn: string, session?: string, seconds?: number): { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /**
   * Throws AccessDenied (AWS's text) unless `roleArn` may do `action` on `resource`. For what a service does on a role's behalf.
   * `context`: condition keys of the call.
   */
  authorize(roleArn: string, action: string, resource: string, context?: Readonly<Record<string, string>>): void;
  /** Lets background work (an asynchronous invoke, a build, a delivery) be waited for and its failure be seen. */
  background(name: string, work: Promise<unknown>): void;
  /** Tells whoever watches this world (the command line) that a mail went out. */
  mailed(mail: Mail): void;
}
