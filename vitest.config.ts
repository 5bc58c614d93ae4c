import { availableParallelism } from 'node:os'
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
    // Long tests mostly wait for leases and processes: two files at a time halve the run even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real servers and processes share the machine with the tests: these limits catch a hang, not slowness.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // The output of passing tests is only noise.
    silent: 'passed-only',
    reporters: ['default', './scripts/closing-line-reporter.ts'],
  },
})
