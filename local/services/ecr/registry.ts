import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { type HttpAnswer, type HttpRequest, textAnswer } from '../http.ts';
import { callerOf } from './authorization.ts';
import { blobRoutes } from './registry-blobs.ts';
import { manifestRoutes } from './registry-manifests.ts';
import { failure, type Route, version } from './registry-route.ts';
import { repositoryArn, repositoryOf } from './repositories.ts';

const routes: readonly Route[] = [...blobRoutes, ...manifestRoutes];

/** An OCI distribution registry (`/v2/…`) over the local ECR: what docker, podman and our own runtime push to and pull from. */
export async function handleRegistry(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const caller = callerOf(world, request.headers.authorization);
  if (!caller) return unauthorized();
  try {
    return await answer(request, world, caller);
  } catch (error) {
    if (error instanceof AwsError) return registryError(error);
    throw error;
  }
}

function answer(request: HttpRequest, world: World, caller: Caller): Promise<HttpAnswer> | HttpAnswer {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (/^\/v2\/?$/.test(path)) return textAnswer(200, 'application/json', '{}', version);
  for (const { methods, path: pattern, answer: run } of routes) {
    const [, repository = '', reference = ''] = new RegExp(`^/v2/(.+?)${pattern.source}$`).exec(decodeURI(path)) ?? [];
    if (repository === '' || !methods.includes(request.method ?? '')) continue;
    const allow = (action: string) => {
      if (caller.roleArn) world.authorize(caller.roleArn, action, repositoryArn(world, repository));
      repositoryOf(world, repository); // after the permission: a stranger does not learn what exists
    };
    return run({ world, request, repository, reference, query: new URLSearchParams(query), allow });
  }
  return failure(404, 'UNSUPPORTED', `The local registry has no ${request.method} ${path}`);
}

/** ECR's errors in the registry's codes; docker prints them as `name unknown: …`, `denied: …`, `tag invalid: …`. */
function registryError(error: AwsError): HttpAnswer {
  const [status, code] = {
    RepositoryNotFoundException: [404, 'NAME_UNKNOWN'] as const,
    AccessDeniedException: [403, 'DENIED'] as const,
    AccessDenied: [403, 'DENIED'] as const,
    ImageTagAlreadyExistsException: [400, 'TAG_INVALID'] as const,
    LayersNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'] as const,
    InvalidParameterException: [400, 'MANIFEST_INVALID'] as const,
  }[error.name] ?? [error.status, 'UNKNOWN'];
  return failure(status, code, error.message);
}

function unauthorized(): HttpAnswer {
  const realm = { 'www-authenticate': 'Basic realm="local ECR",service="ecr.amazonaws.com"' };
  return textAnswer(401, 'text/plain; charset=utf-8', 'Not Authorized\n', { ...version, ...realm });
}
