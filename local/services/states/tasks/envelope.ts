import type { World } from '../../../world.ts';
import { randomHex, randomUuid } from '../../ids.ts';

/** The members that an optimised integration adds to a service's answer: `SdkHttpMetadata` and `SdkResponseMetadata`. */
export function sdkMetadata(world: World, body: string, headers: Record<string, string>, contentType = 'application/json') {
  const requestId = randomUuid(world.random);
  const all: Record<string, string> = {
    ...headers,
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(body)),
    Date: new Date(world.clock.now()).toUTCString(),
    'X-Amzn-Trace-Id': `root=1-${hexSeconds(world)}-${randomHex(world.random, 24)};sampled=0`,
    'Content-Type': contentType,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

const hexSeconds = (world: World): string => Math.floor(world.clock.now() / 1000).toString(16);
