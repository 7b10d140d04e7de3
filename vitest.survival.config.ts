import { defineConfig } from 'vitest/config';

// Apart from `npm test`: it takes minutes, since each moment is a whole run, a kill and a start.
export default defineConfig({
  test: {
    include: ['test/survival/**/*.test.ts'],
    globalSetup: 'test/support/scratch.ts',
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
