import { describe, expect, test } from 'vitest'
import { wantedPermissions } from './wanted-permissions.ts'

const wantedBy = (method: string, url: string, copySource?: string) =>
  wantedPermissions({ method, url, copySource })?.map(({ action, resource }) => `${action} ${resource}`)

describe('the permissions a request needs', () => {
  test.each([
    ['GET', '/films/a/b.json', 's3:GetObject arn:aws:s3:::films/a/b.json'],
    ['HEAD', '/films/a%20b', 's3:GetObject arn:aws:s3:::films/a b'],
    ['PUT', '/films/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=1', 's3:PutObject arn:aws:s3:::films/a'],
    ['PUT', '/films/a?partNumber=1&uploadId=2', 's3:PutObject arn:aws:s3:::films/a'],
    ['DELETE', '/films/a', 's3:DeleteObject arn:aws:s3:::films/a'],
    ['HEAD', '/films', 's3:ListBucket arn:aws:s3:::films'],
    ['GET', '/films/?list-type=2&prefix=a%2F', 's3:ListBucket arn:aws:s3:::films'],
    ['GET', '/films?location', 's3:GetBucketLocation arn:aws:s3:::films'],
    ['PUT', '/films', 's3:CreateBucket arn:aws:s3:::films'],
    ['DELETE', '/films', 's3:DeleteBucket arn:aws:s3:::films'],
    ['POST', '/films?delete', 's3:DeleteObject arn:aws:s3:::films/*'],
  ])('%s %s: %s', (method, url, wanted) => {
    expect(wantedBy(method, url)).toEqual([wanted])
  })

  test('a copy needs to read its source as well', () => {
    expect(wantedBy('PUT', '/films/new', '/films/old%20one')).toEqual([
      's3:PutObject arn:aws:s3:::films/new',
      's3:GetObject arn:aws:s3:::films/old one',
    ])
  })

  test.each([
    ['PUT', '/films/a?acl'],
    ['PUT', '/films?policy'],
    ['POST', '/films'],
    ['PATCH', '/films/a'],
    ['GET', '/films/a?acl&uploadId=1'],
  ])('%s %s is for the root user alone', (method, url) => {
    expect(wantedBy(method, url)).toBeUndefined()
  })

  test.each([
    '/films/../other/a',
    '/films/%2e%2e/other/a',
    '/films/a%2F..%2Fb',
    '/..%2Ffilms/a',
    '/.stand-in/accounts.json',
  ])('%s names nothing', (url) => {
    expect(() => wantedBy('GET', url)).toThrow('invalid')
  })
})
