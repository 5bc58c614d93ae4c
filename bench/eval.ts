import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkTargets } from './eval/check-targets.ts'
import { renderReport } from './eval/render-report.ts'
import { runEval } from './eval/run-eval.ts'

/**
 * Measures the quality of the results of the services. Prints Markdown, or JSON with `--json`; `--out <folder>` writes
 * both there. Exits with 1 when a target is missed.
 */
const main = async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      espeak: { type: 'string', default: 'espeak-ng' },
    },
  })
  const figures = await runEval(values.espeak)
  const targets = checkTargets(figures)
  const report = renderReport(figures, targets)
  const json = JSON.stringify({ targets, ...figures }, null, 2)
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true })
    writeFileSync(join(values.out, 'eval.md'), report)
    writeFileSync(join(values.out, 'eval.json'), `${json}\n`)
  }
  process.stdout.write(`${values.json ? json : report}\n`)
  process.exitCode = targets.every(({ isMet }) => isMet) ? 0 : 1
}

await main()
