import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { type ObjectStore, openObjectStore } from '../artifacts/object-store.ts'
import { LOCAL_S3_KEY } from '../local/start-object-store.ts'

/** A bucket of its own on the test run's S3 server. */
export const openTestObjects = async (): Promise<{
  objects: ObjectStore
  bucket: string
  endpoint: string
  close(): void
}> => {
  const bucket = `test-${randomUUID()}`
  const endpoint = inject('s3Endpoint')
  const objects = openObjectStore({
    endpoint,
    accessKey: LOCAL_S3_KEY,
    secretKey: LOCAL_S3_KEY,
    bucket,
    region: 'us-east-1',
    timeoutMs: 10_000,
  })
  await objects.ensureBucket()
  return { objects, bucket, endpoint, close: objects.close }
}
