import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const scripts = execFileSync('git', ['ls-files', '-z', '--', '*.sh', '.ci/run'], { cwd, encoding: 'utf8' })
  .split('\0')
  .filter(Boolean)

test('shellcheck finds no problem in any shell script', () => {
  expect(scripts).toEqual(expect.arrayContaining(['.ci/run', 'init.sh', 'scripts/setup.sh']))
  const { status, stdout, stderr, error } = spawnSync('shellcheck', ['-x', '--', ...scripts], { cwd, encoding: 'utf8' })
  expect({ error, stdout, stderr, status }).toEqual({ error: undefined, stdout: '', stderr: '', status: 0 })
})
