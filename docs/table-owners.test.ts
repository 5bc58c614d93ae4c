import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SERVICES } from '../packages/shared/src/contracts/task-contract.ts'

/** ADR 12: the schema names the owner of a table. */
const root = fileURLToPath(new URL('..', import.meta.url))
const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'packages', 'services'], { cwd: root })
  .toString()
  .split('\n')
  .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/testing\/|\/migrations\/|\/database\.ts$/.test(path))
  .flatMap((path) => {
    try {
      return [{ path, text: readFileSync(`${root}${path}`, 'utf8') }]
    } catch {
      // Deleted in the working tree, still in the index.
      return []
    }
  })
const roomOf = (path: string) => path.split('/')[1] ?? ''
const DECLARED = /^ {2}'([a-z]+\.\w+)': \{$/gm
const ledger = readFileSync(`${root}packages/shared/src/ledger/database.ts`, 'utf8')
const roomsThatName = (table: string) =>
  [
    ...new Set(
      sources
        .filter(({ text }) => new RegExp(`\\b${table.replace('.', '\\.')}\\b`).test(text))
        .map(({ path }) => roomOf(path)),
    ),
  ].sort()

test('a table of a schema that bears a service’s name is declared and used in that service alone', () => {
  const tables = sources.flatMap(({ text }) => [...text.matchAll(DECLARED)].map(([, table = '']) => table))
  expect(tables.length).toBeGreaterThan(2)
  for (const table of tables) expect([table, roomsThatName(table)]).toEqual([table, [table.split('.')[0]]])
})

test('the ledger declares tables of its own schema alone, and none that one worker uses by itself', () => {
  const tables = [...ledger.matchAll(DECLARED)].map(([, table = '']) => table)
  expect(tables.length).toBeGreaterThan(10)
  for (const table of tables) {
    expect(table).toMatch(/^vss\./)
    const rooms = roomsThatName(table)
    expect([table, rooms.length === 1 && SERVICES.some((service) => rooms.includes(service))]).toEqual([table, false])
  }
})
