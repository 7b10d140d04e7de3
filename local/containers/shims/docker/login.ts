import { readBody } from '../../http.ts';
import { ShimFault } from '../fault.ts';
import { parseFlags } from '../flags.ts';

/** What `docker login` was told. */
export interface Login {
  /** The host alone. */
  readonly registry: string;
  readonly user: string;
  readonly password: string;
  /** `user:password` in base64, as docker keeps it. */
  readonly auth: string;
}

/** Reads the words of `docker login`, and the password from standard input where they say so. */
export async function readLogin(args: string[]): Promise<Login> {
  const parsed = parseFlags('docker login', args, { '-u --username': 'value', '-p --password': 'value', '--password-stdin': 'switch' });
  const password = parsed.has('password-stdin') ? (await readBody(process.stdin)).toString('utf8').trim() : parsed.value('password');
  const registry = parsed.words[0]?.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  if (!password) throw new ShimFault('Error: Password Required');
  if (!registry)
    throw new ShimFault(
      "docker login: Trainyard's local stand-in logs in to ECR only: name the registry, <account>.dkr.ecr.<region>.amazonaws.com",
    );
  const user = parsed.value('username') ?? 'AWS';
  return { registry, user, password, auth: Buffer.from(`${user}:${password}`).toString('base64') };
}
