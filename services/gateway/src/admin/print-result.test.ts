import { expect, test } from 'vitest'
import { renderTable } from './print-result.ts'

test('columns line up in a terminal, whatever the script of the text', () => {
  const rows = [
    { name: '光影工作室', tasks: 2, seen: new Date('2026-01-31T02:00:00.500Z') },
    { name: 'e\u0301te\u0301 👩‍👩‍👧', tasks: null, seen: undefined },
  ]
  expect(renderTable(rows).split('\n')).toEqual([
    'name        tasks  seen',
    '──────────  ─────  ───────────────────',
    '光影工作室  2      2026-01-31 02:00:00',
    'e\u0301te\u0301 👩‍👩‍👧      -      -',
  ])
})

test('no rows are said in words', () => expect(renderTable([])).toBe('Nothing found.'))
