/** What an operator did that cannot be done, said in one sentence. The command line prints it and exits with 1. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AdminError'
  }
}
