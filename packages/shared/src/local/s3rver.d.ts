declare module '@20minutes/s3rver' {
  type Options = { address: string; port: number; directory: string; silent: boolean }
  // biome-ignore lint/style/noDefaultExport: the package's own shape
  export default class S3rver {
    constructor(options: Options)
    run(): Promise<unknown>
  }
}
