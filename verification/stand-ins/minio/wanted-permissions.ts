import type { Permission } from './evaluate-policy.ts'

/** What of a request decides which permissions it needs. `url` is the request line's: path and query. */
export type S3Request = { method: string; url: string; copySource: string | undefined }

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** Of a list's query, and of any signed one, what does not change which operation it is. */
const PLAIN_QUERY =
  /^(x-amz-.*|x-id|list-type|prefix|delimiter|marker|max-keys|encoding-type|continuation-token|start-after|fetch-owner|partNumber|response-.*)$/i

const onResource = (path: string) => `arn:aws:s3:::${path}`

/** Bucket and key of a path, decoded. Throws on what no object is called: it would leave the bucket's folder. */
const parsePath = (path: string): { bucket: string; key: string } => {
  const [bucket = '', ...rest] = path.replace(/^\//, '').split('/')
  const key = decodeURIComponent(rest.join('/'))
  if (!BUCKET_NAME.test(bucket)) throw new Error(`invalid bucket name "${bucket}"`)
  if (key.split(/[/\\]/).some((part) => part === '.' || part === '..')) throw new Error(`invalid object name "${key}"`)
  return { bucket, key }
}

const BUCKET_ACTIONS: Record<string, string> = {
  'GET ': 's3:ListBucket',
  'HEAD ': 's3:ListBucket',
  'GET location': 's3:GetBucketLocation',
  'GET uploads': 's3:ListBucketMultipartUploads',
  'PUT ': 's3:CreateBucket',
  'DELETE ': 's3:DeleteBucket',
}

const OBJECT_ACTIONS: Record<string, string> = {
  'GET ': 's3:GetObject',
  'HEAD ': 's3:GetObject',
  'GET uploadId': 's3:ListMultipartUploadParts',
  'PUT ': 's3:PutObject',
  'PUT uploadId': 's3:PutObject',
  'POST uploads': 's3:PutObject',
  'POST uploadId': 's3:PutObject',
  'DELETE ': 's3:DeleteObject',
  'DELETE uploadId': 's3:AbortMultipartUpload',
}

/**
 * The permissions a request needs, all of them; `undefined` when it is an operation that only the root user may do here.
 * Throws on a path that names no bucket or object.
 */
export const wantedPermissions = ({ method, url, copySource }: S3Request): Permission[] | undefined => {
  const { pathname, searchParams } = new URL(`http://stand-in.invalid${url}`)
  // URL has resolved dots already: the path is taken as it was sent.
  const path = url.split('?')[0] ?? pathname
  if (path === '/') return method === 'GET' ? [{ action: 's3:ListAllMyBuckets', resource: onResource('*') }] : undefined
  const { bucket, key } = parsePath(path)
  const operation = `${method} ${[...searchParams.keys()].filter((name) => !PLAIN_QUERY.test(name)).join('&')}`
  if (!key) {
    if (operation === 'POST delete') return [{ action: 's3:DeleteObject', resource: onResource(`${bucket}/*`) }]
    const action = BUCKET_ACTIONS[operation]
    return action ? [{ action, resource: onResource(bucket) }] : undefined
  }
  const action = OBJECT_ACTIONS[operation]
  if (!action) return undefined
  const wanted = [{ action, resource: onResource(`${bucket}/${key}`) }]
  if (method !== 'PUT' || copySource === undefined) return wanted
  const source = parsePath(`/${copySource.replace(/^\//, '').replace(/\?.*$/, '')}`)
  return [...wanted, { action: 's3:GetObject', resource: onResource(`${source.bucket}/${source.key}`) }]
}
