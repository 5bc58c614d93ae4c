/** Something the person at the terminal can mend; shown as its one sentence, without a stack. */
export class LocalRunError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LocalRunError'
  }
}
