import { defineConfig } from 'vitest/config';

// Apart from `npm test`: it needs Chromium (scripts/browser/prepare.sh installs it where it may).
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/scratch.ts', 'test/browser/setup.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
