import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '../harness/service-process.ts'

/** A guard of the ledger, how to switch it off, and the test that must turn red without it. */
type Guard = { name: string; file: string; on: string; off: string; testFile: string; test: string }

const GUARDS: Guard[] = [
  {
    name: 'epoch predicate',
    file: 'packages/shared/src/ledger/lease.ts',
    on: 'sql`lease_epoch = ',
    off: 'sql`0 <= ',
    testFile: 'verification/faults/crash-points.test.ts',
    test: 'before it completes its task cannot complete it under the next claim',
  },
  {
    name: 'reconciler',
    file: 'services/gateway/src/lead/lead-loops.ts',
    on: 'await recoverExpiredLeases(db)',
    off: '0',
    testFile: 'verification/faults/crash-points.test.ts',
    test: 'after its claim loses nothing and duplicates nothing',
  },
  {
    name: 'first-writer-wins takes',
    file: 'services/dubbing/src/cache/take-cache.ts',
    on: ".columns(['org_id', 'input_hash']).doNothing()",
    off: ".columns(['org_id', 'input_hash']).doUpdateSet({ object_key: objectKey, sha256, size_bytes: wav.length })",
    testFile: 'services/dubbing/src/cache/take-cache.int.test.ts',
    test: 'the first writer wins and every later one gets its take',
  },
]

const WORKSPACE_SCOPE = '@vss'

/** Links the installed packages into the copy, except for packages of the workspace: those come from the copy. */
const linkModules = (packageDir: string, copy: string) => {
  const from = join(ROOT, packageDir, 'node_modules')
  if (!existsSync(from)) return
  const to = join(copy, packageDir, 'node_modules')
  mkdirSync(join(to, WORKSPACE_SCOPE), { recursive: true })
  for (const name of readdirSync(from)) {
    if (name !== WORKSPACE_SCOPE) symlinkSync(join(from, name), join(to, name))
  }
  symlinkSync(join(copy, 'packages/shared'), join(to, WORKSPACE_SCOPE, 'shared'))
}

/** Copies the tree as it is, with changed and new files, to a new folder. */
const copyTree = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'vss-guards-'))
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  for (const file of files) {
    // Deleted since the last commit.
    if (!existsSync(join(ROOT, file))) continue
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(ROOT, file), join(copy, file))
  }
  const packages = files.filter((file) => file.endsWith('package.json')).map((file) => dirname(file))
  for (const packageDir of packages) linkModules(packageDir, copy)
  return copy
}

type TestResult = { title: string; status: string; failureMessages: string[] }
type Report = { testResults: { assertionResults: TestResult[] }[] }

/** Runs one test of the copy by its name. Throws if it did not run. */
const runTest = (copy: string, { testFile, test }: Guard): TestResult => {
  const reportFile = join(copy, 'guard-report.json')
  rmSync(reportFile, { force: true })
  const args = ['run', testFile, '-t', test, '--reporter=json', `--outputFile=${reportFile}`]
  const run = spawnSync(process.execPath, [join(copy, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: copy,
    encoding: 'utf8',
  })
  const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report) : null
  const results = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
  const named = results.filter(({ title, status }) => title === test && (status === 'passed' || status === 'failed'))
  const [only] = named
  if (named.length !== 1 || !only) throw new Error(`the test "${test}" did not run:\n${run.stdout}\n${run.stderr}`)
  return only
}

const switchOff = (copy: string, { name, file, on, off }: Guard): (() => void) => {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(on).length !== 2) throw new Error(`${name}: ${file} does not hold this text once: ${on}`)
  writeFileSync(
    path,
    text.replace(on, () => off),
  )
  return () => writeFileSync(path, text)
}

const copy = copyTree()
let isProven = true
try {
  process.stdout.write(
    `| guard | switched off in | test | guard on | guard off | because |\n|---|---|---|---|---|---|\n`,
  )
  for (const guard of GUARDS) {
    const withGuard = runTest(copy, guard)
    const switchOn = switchOff(copy, guard)
    const without = runTest(copy, guard)
    switchOn()
    isProven &&= withGuard.status === 'passed' && without.status === 'failed'
    const because = without.failureMessages[0]?.split('\n')[0] ?? ''
    const cells = [guard.name, guard.file, guard.test, withGuard.status, without.status, because]
    process.stdout.write(`| ${cells.join(' | ')} |\n`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
if (!isProven) {
  process.stderr.write('A test stayed green without its guard, or is red with it.\n')
  process.exitCode = 1
}
