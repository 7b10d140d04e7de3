import { ifThere, type Made, type Properties, type ResourceContext, resourceType, unlessThere } from '../resource-type.ts';

/** AWS::IAM::OIDCProvider */
export const iamOidcProvider = resourceType({
  type: 'AWS::IAM::OIDCProvider',
  properties: { Url: true, ClientIdList: true, ThumbprintList: true },
  replacing: ['Url'],
  create,
  async update(properties, made, context) {
    // Its ARN is made of the URL: the new one is the old one to everybody.
    await remove(made, context);
    return create(properties, context);
  },
  delete: remove,
});

async function create({ Url, ClientIdList, ThumbprintList }: Properties, context: ResourceContext): Promise<Made> {
  const input = { Url, ClientIDList: ClientIdList, ThumbprintList };
  await unlessThere(context, 'EntityAlreadyExists', () => context.call('iam', 'CreateOpenIDConnectProvider', input));
  const { partition, account } = context.world;
  const Arn = `arn:${partition}:iam::${account}:oidc-provider/${(Url as string).replace(/^https:\/\//, '')}`;
  return { id: Arn, attributes: { Arn } };
}

function remove(made: Made, context: ResourceContext): Promise<void> {
  return ifThere('NoSuchEntity', () => context.call('iam', 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: made.id }));
}
