import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { grants, type Permission, type Policy, parsePolicy } from './evaluate-policy.ts'

type Stored = { policies: Record<string, Policy>; users: Record<string, { secret: string; policies: string[] }> }

/** A refusal with the sentence that MinIO says, and the HTTP status it goes with. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export type Accounts = {
  /** Key and secret of all, for verifying signatures. */
  keys(): [string, string][]
  secretOf(key: string): string | undefined
  isRoot(key: string): boolean
  mayDo(key: string, wanted: Permission): boolean
  putPolicy(name: string, json: string): void
  putUser(key: string, secret: string): void
  attach(policy: string, user: string): void
}

const read = (file: string): Stored => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stored
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { policies: {}, users: {} }
    throw error
  }
}

/** Users and policies, kept in `file`; the root user is of the environment and is not stored. */
export const openAccounts = (file: string, root: { key: string; secret: string }): Accounts => {
  const stored = read(file)
  const save = () => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(stored, null, 2), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const policiesOf = (key: string) => (stored.users[key]?.policies ?? []).flatMap((name) => stored.policies[name] ?? [])
  return {
    keys: () => [
      ...Object.entries(stored.users).map(([key, { secret }]): [string, string] => [key, secret]),
      [root.key, root.secret],
    ],
    secretOf: (key) => (key === root.key ? root.secret : stored.users[key]?.secret),
    isRoot: (key) => key === root.key,
    mayDo: (key, wanted) => key === root.key || grants(policiesOf(key), wanted),
    putPolicy: (name, json) => {
      try {
        stored.policies[name] = parsePolicy(json)
      } catch (error) {
        throw new Refusal(400, `Unable to parse the policy: ${(error as Error).message}.`)
      }
      save()
    },
    putUser: (key, secret) => {
      if (key.length < 3) throw new Refusal(400, 'The access key is invalid.')
      if (secret.length < 8) throw new Refusal(400, 'The secret key is invalid.')
      if (key === root.key) throw new Refusal(400, 'The access key is the root user’s.')
      stored.users[key] = { secret, policies: stored.users[key]?.policies ?? [] }
      save()
    },
    attach: (policy, user) => {
      const account = stored.users[user]
      if (!account) throw new Refusal(404, 'The specified user does not exist.')
      if (!stored.policies[policy]) throw new Refusal(404, 'The canned policy does not exist.')
      if (account.policies.includes(policy)) throw new Refusal(400, 'The specified policy change is already in effect.')
      account.policies.push(policy)
      save()
    },
  }
}
