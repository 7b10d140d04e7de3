import { parseArgs } from 'node:util';
import type { Platform } from './platform.ts';

/** What one installation is made with. */
export interface Options {
  /** Prefix of every name, so that one account can hold several. */
  readonly installation: string;
  /** Gets the mails of every run; none: subscribe to the topic by hand. */
  readonly email?: string;
  /** US dollars that the account may cost a month before `email` hears of it; default: no budget. */
  readonly monthlyBudgetUsd?: number;
  /** Folders with a trainyard.yml, or settings files; default: all of `models/`. */
  readonly models?: readonly string[];
  /** Key, network, boundary, buckets and tags. */
  readonly platform?: Platform;
  /** GitHub deliveries that run at a time at most, taken from the account's; default: no limit. */
  readonly webhookConcurrency?: number;
  /** `owner/name` each: their workflows get a role that may ask for runs. */
  readonly githubRepositories?: readonly string[];
  /** The account's identity provider for GitHub, where it has one; else the stack makes it. */
  readonly githubProviderArn?: string;
}

/** The app's own command line; everything optional. */
export interface Arguments {
  readonly installation?: string;
  readonly email?: string;
  readonly models?: string;
  /** Where the cloud assembly goes; the CDK's command line sets its own. */
  readonly outdir?: string;
  /** Checks the templates with the CDK's own CloudFormation validator: exact, and three times the time. */
  readonly validate?: boolean;
  /** `name=value`, as the CDK's command line takes them: for what has no option of its own. */
  readonly context?: readonly string[];
}

/** Reads `--models a,b --installation NAME --email ADDRESS --outdir DIR --validate --context name=value`. Throws on anything else. */
export function readArguments(args: readonly string[]): Arguments {
  const text = { type: 'string' } as const;
  return parseArgs({
    args: [...args],
    options: {
      installation: text,
      email: text,
      models: text,
      outdir: text,
      validate: { type: 'boolean' },
      context: { ...text, multiple: true, short: 'c' },
    },
  }).values;
}

/** The arguments, else the CDK's context (`-c name=value`, cdk.json), else the defaults. Throws naming a wrong value. */
export function readOptions(args: Arguments, context: (name: string) => unknown): Options {
  const fromContext = (name: string) => contextText(name, context(name));
  const text = (name: 'installation' | 'email' | 'models') => args[name] ?? fromContext(name);
  const models = text('models')
    ?.split(',')
    .map((path) => path.trim());
  const email = checkEmail(text('email'));
  return {
    installation: checkInstallation(text('installation') ?? 'trainyard'),
    email,
    monthlyBudgetUsd: checkBudget(fromContext('monthlyBudgetUsd'), email),
    models: models?.filter(Boolean),
    ...readDoors(fromContext),
  };
}

/** What lets others in, by the CDK's context alone. */
function readDoors(
  text: (name: string) => string | undefined,
): Pick<Options, 'webhookConcurrency' | 'githubRepositories' | 'githubProviderArn'> {
  const concurrency = text('webhookConcurrency');
  if (concurrency !== undefined && !/^[1-9]\d{0,3}$/.test(concurrency))
    throw new Error(`webhookConcurrency: expected a whole number from 1, got ${JSON.stringify(concurrency)}`);
  const githubRepositories = text('githubRepositories')
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const wrong = githubRepositories?.find((name) => !/^[\w.-]+\/[\w.-]+$/.test(name));
  if (wrong !== undefined) throw new Error(`githubRepositories: expected owner/name, several by commas, got ${JSON.stringify(wrong)}`);
  const githubProviderArn = text('githubProviderArn');
  if (
    githubProviderArn !== undefined &&
    !/^arn:[^:]+:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/.test(githubProviderArn)
  )
    throw new Error(
      `githubProviderArn: expected arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com, got ${JSON.stringify(githubProviderArn)}`,
    );
  return { webhookConcurrency: concurrency === undefined ? undefined : Number(concurrency), githubRepositories, githubProviderArn };
}

/** What `--context name=value` gives, else the CDK's context. */
export function contextOf(args: Arguments, context: (name: string) => unknown): (name: string) => string | undefined {
  const given = new Map(args.context?.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  return (name) => contextText(name, given.get(name) ?? context(name));
}

function contextText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Error(`context ${name}: expected text, got ${JSON.stringify(value)}`);
  return value;
}

function checkInstallation(name: string): string {
  // Parameter Store keeps these names for itself.
  if (/^(aws|ssm)/.test(name)) throw new Error(`installation: expected a name that does not begin with aws or ssm, got "${name}"`);
  // Longer ones would not leave room for a model's name in AWS's 63 and 64 characters.
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 20) return name;
  throw new Error(`installation: expected at most 20 lower-case letters, digits and single hyphens, got ${JSON.stringify(name)}`);
}

function checkBudget(text: string | undefined, email: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!(Number(text) > 0)) throw new Error(`monthlyBudgetUsd: expected US dollars above 0, got ${JSON.stringify(text)}`);
  if (email === undefined) throw new Error('monthlyBudgetUsd: expected together with email, which hears of it; got it alone');
  return Number(text);
}

function checkEmail(email: string | undefined): string | undefined {
  if (email === undefined || /^[^\s@]+@[^\s@]+$/.test(email)) return email;
  throw new Error(`email: expected an address such as team@example.com, got ${JSON.stringify(email)}`);
}
