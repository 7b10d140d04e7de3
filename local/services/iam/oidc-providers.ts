import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

export interface OidcProvider {
  readonly Url: string;
  readonly ClientIDList: readonly string[];
  readonly ThumbprintList: readonly string[];
  readonly CreateDate: Date;
}

/** By ARN, which is made of the URL: an account has one provider for each. */
export const oidcProviders = (world: World): Table<OidcProvider> => world.store.table('iam/oidc-providers');

export const oidcProviderArn = ({ partition, account }: World, url: string): string =>
  `arn:${partition}:iam::${account}:oidc-provider/${url.replace(/^https:\/\//, '')}`;

/** @throws AwsError NoSuchEntity */
export function needOidcProvider(world: World, arn: string): OidcProvider {
  const provider = oidcProviders(world).get(arn);
  if (provider) return provider;
  throw new AwsError('NoSuchEntity', `OpenIDConnect Provider not found for arn ${arn}`, 404);
}
