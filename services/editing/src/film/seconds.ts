/** An exact, non-negative number of seconds. Sums of printed decimals and of sample counts stay exact. */
export type Seconds = { num: bigint; den: bigint }

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

export const secondsOf = (num: bigint, den: bigint): Seconds => {
  const divisor = gcd(num, den)
  return { num: num / divisor, den: den / divisor }
}

/** A positive duration as it stands in a file: a number or its decimal text. Anything else is null. */
export const parseSeconds = (value: unknown): Seconds | null => {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (text.length > 40) return null
  const [, whole, fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? []
  if (whole === undefined) return null
  const digits = BigInt(whole + fraction)
  const scale = Number(exponent) - fraction.length
  if (digits === 0n) return null
  return scale < 0 ? secondsOf(digits, 10n ** BigInt(-scale)) : secondsOf(digits * 10n ** BigInt(scale), 1n)
}

export const addSeconds = (a: Seconds, b: Seconds): Seconds => secondsOf(a.num * b.den + b.num * a.den, a.den * b.den)

export const isLonger = (a: Seconds, seconds: number): boolean => a.num > BigInt(seconds) * a.den

/** For printing only. */
export const toNumber = (a: Seconds): number => Number((a.num * 1_000_000_000n + a.den / 2n) / a.den) / 1e9
