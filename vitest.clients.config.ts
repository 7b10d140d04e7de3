import { defineConfig } from 'vitest/config';

// Apart from `npm test`: it needs Python, and fetches what it tests with.
export default defineConfig({
  test: {
    include: ['test/clients/**/*.test.ts'],
    globalSetup: 'test/clients/setup.ts',
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
