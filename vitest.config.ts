import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['packages/shared/src/testing/test-servers.ts'],
    include: [
      'packages/**/*.test.ts',
      'services/**/*.test.ts',
      'harness/**/*.test.ts',
      'verification/**/*.test.ts',
      'scripts/**/*.test.ts',
      'e2e/**/*.e2e.ts',
      'docs/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    // Real servers and processes share the machine with the tests: these limits catch a hang, not slowness.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Output of tests that passed helps nobody.
    silent: 'passed-only',
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})
