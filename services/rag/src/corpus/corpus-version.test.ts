import { expect, test } from 'vitest'
import { listAssetIds } from './corpus-version.ts'

test('lists the id of the payload before the id of the story, each once', () => {
  expect(listAssetIds(' harbour ', 'own')).toEqual(['harbour', 'own'])
  expect(listAssetIds(null, 'own')).toEqual(['own'])
  expect(listAssetIds('own', 'own')).toEqual(['own'])
  expect(() => listAssetIds(' ', null)).toThrow('payload.asset_id')
})
