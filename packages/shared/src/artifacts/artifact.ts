/** A stored file as its row in the ledger knows it. */
export type Artifact = {
  orgId: string
  /** What the Edge keeps and sends again: unique per organisation, stable for months, forward slashes. */
  relativePath: string
  objectKey: string
  /** The name the client gave, kept as it was. */
  fileName: string
  contentType: string
  sizeBytes: number
  sha256: string
}

/** The only writer of object keys: everything an organisation owns lies under `orgs/<org>/`. */
export const objectKeyOf = (orgId: string, relativePath: string): string => `orgs/${orgId}/${relativePath}`

const MAX_NAME_BYTES = 80

/** A file name that every store and shell can carry: ASCII, at most 80 bytes, the extension kept. */
export const asciiName = (fileName: string): string => {
  const base = fileName.split(/[\\/]/).pop() ?? ''
  const dot = base.lastIndexOf('.')
  const clean = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^[._]+|_+$/g, '')
  const extension = dot > 0 ? clean(base.slice(dot + 1)).slice(0, 16) : ''
  const suffix = extension ? `.${extension}` : ''
  const stem = clean(dot > 0 ? base.slice(0, dot) : base).slice(0, MAX_NAME_BYTES - suffix.length)
  return `${stem || 'file'}${suffix}`
}
