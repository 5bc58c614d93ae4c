import { expect, test } from 'vitest'
import { listAssetIds } from './corpus-version.ts'

test('the id of the payload stands before the one of the story, each once', () => {
  expect(listAssetIds(' harbour ', 'own')).toEqual(['harbour', 'own'])
  expect(listAssetIds(null, 'own')).toEqual(['own'])
  expect(listAssetIds('own', 'own')).toEqual(['own'])
  expect(() => listAssetIds(' ', null)).toThrow('payload.asset_id')
})
