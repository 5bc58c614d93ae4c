const BOUNDARY = '----vss-test-boundary'

export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`

/** A multipart body as deployed clients write it: one part, no Content-Type. `disposition` is sent as is. */
export const multipartBody = (
  content: Buffer | string,
  disposition = 'form-data; name="file"; filename="story.json"',
): Buffer =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
