/** What people see as the name of a corpus: the Edge stores it with its asset. */
export const corpusName = (assetId: string, orgId: string): string => `${assetId}-${orgId}`
