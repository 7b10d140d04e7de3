import { homedir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Where scripts/containers/prepare.sh keeps podman's settings, storage and base images.
const cache = join(homedir(), '.cache/trainyard-containers');

// Apart from `npm test`: it needs podman, base images and minutes. The story is the one of `npm test`, with containers.
export default defineConfig({
  test: {
    include: ['test/containers/**/*.test.ts', 'test/e2e/story.test.ts'],
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TRAINYARD_TEST_RUNTIME: 'podman',
      CONTAINERS_CONF: join(cache, 'containers.conf'),
      CONTAINERS_STORAGE_CONF: join(cache, 'storage.conf'),
    },
    // One after the other: the story waits for whole runs, and two cores have enough to do with one.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
