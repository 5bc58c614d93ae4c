import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output with one line that is easy to find in logs: `12 passed, 0 failed`. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string) => states.filter((each) => each === state).length
    const failedModules = modules.filter((module) => module.state() === 'failed' && count('failed') === 0).length
    process.stdout.write(`${count('passed')} passed, ${count('failed') + failedModules} failed\n`)
  }
}
