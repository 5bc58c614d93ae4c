import S3rver from '@20minutes/s3rver'

/** Entry point of the local S3 server: `object-store-server.ts <port> <directory>`. */
const [port, directory] = process.argv.slice(2)
if (!port || !directory) throw new Error('usage: object-store-server.ts <port> <directory>')

await new S3rver({ address: '127.0.0.1', port: Number(port), directory, silent: true }).run()
