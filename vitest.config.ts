import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/scratch.ts',
    exclude: ['test/browser/**', 'test/clients/**', 'test/containers/**', 'test/survival/**'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Two cores: more workers only take each other's time.
    maxWorkers: 2,
    // Whole runs on a busy machine; one that hangs is still found.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
