import type { Gender, People } from '../../language/find-people.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { firstPerson, isAdverb, isVerb, type Token, tokenise, untokenise } from './english-grammar.ts'

/*
 * Turns an English sentence about the narrator into first person. Every word that means the narrator gets a role (subject,
 * object, possessive) from its neighbours, as tagged by `compromise`; then the verbs of "I" lose their third-person -s. A
 * pronoun counts as the narrator only when no other person of that gender could be meant. Where a role is unclear the whole
 * sentence is rejected: a wrong "me" is worse than a missing sentence.
 */

const PRONOUNS: Record<
  Gender,
  { subject: string; object: string; possessive: string; absolute: string; self: string }
> = {
  female: { subject: 'she', object: 'her', possessive: 'her', absolute: 'hers', self: 'herself' },
  male: { subject: 'he', object: 'him', possessive: 'his', absolute: 'his', self: 'himself' },
}

/** Prepositions that the tagger also takes for conjunctions: what follows them is no subject. */
const leadsToObject = ({ lower }: Token): boolean => /^(?:to|for|from|with|like|than)$/.test(lower)

const opensClause = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1]
  return !before || /[,;:]/.test(before.after) || (before.tags.has('Conjunction') && !leadsToObject(before))
}

const isNounAhead = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.tags.has('Noun') || token.tags.has('Adjective') || token.tags.has('Value') || token.lower === 'own') &&
  !token.tags.has('Pronoun') &&
  !token.tags.has('Preposition')

const isName = (token: Token | undefined): boolean =>
  token !== undefined && (token.tags.has('ProperNoun') || /^[A-Z]/.test(token.text))

type Role = 'I' | 'me' | 'my' | 'mine' | 'myself'

/** What a word that means the teller becomes; null for other words, 'unclear' where the grammar does not show it. */
const roleOf = (
  tokens: readonly Token[],
  at: number,
  name: string,
  gender: Gender | undefined,
): Role | 'unclear' | null => {
  const { text, lower, after } = tokens[at] as Token
  const next = tokens[at + 1]
  if (text === `${name}'s` || text === `${name}’s`) return next?.lower === 'and' ? 'unclear' : 'my'
  if (text === name) {
    const before = tokens[at - 1]
    if (next && after === '' && /^[A-Z]/.test(next.text)) return 'unclear'
    // "I, who keeps the books": too far from its verbs to be turned.
    if (after.includes(',') && next?.lower === 'who') return 'unclear'
    if (
      next?.lower === 'and' ||
      (before?.lower === 'and' && !opensClause(tokens, at - 1) && !isVerbAhead(tokens, at + 1))
    )
      return 'unclear'
    const inverted =
      before &&
      !before.after &&
      isVerb(before) &&
      /^(?:off|out|on|down|into|up|in|here|there|at)$/.test(tokens[0]?.lower ?? '')
    if (inverted) return 'unclear'
    return isVerbAhead(tokens, at + 1) || (opensClause(tokens, at) && after !== '.') ? 'I' : 'me'
  }
  if (!gender) return null
  const forms = PRONOUNS[gender]
  if (lower === forms.subject) return 'I'
  if (lower === forms.self) return 'myself'
  if (gender === 'female' && lower === 'her') return after === '' && isNounAhead(next) && !isName(next) ? 'my' : 'me'
  if (lower === forms.possessive) return 'my'
  if (lower === forms.absolute) return 'mine'
  return lower === forms.object ? 'me' : null
}

const isVerbAhead = (tokens: readonly Token[], from: number): boolean => {
  if (tokens[from - 1]?.after) return false
  let at = from
  while (at < from + 2 && tokens[at] && isAdverb(tokens[at] as Token)) at += 1
  const token = tokens[at]
  // Right after a name a word in -s is a verb even where the tagger sees a plural ("Dinah braces").
  return token !== undefined && (isVerb(token) || (token.lower.endsWith('s') && !token.tags.has('Preposition')))
}

/** "the woman … her photograph": the pronoun may mean somebody who has no name. */
const mentionsKind = (sentence: string, gender: Gender): boolean =>
  new RegExp(`\\b(?:${LEXICON.en[gender].join('|')})s?\\b`, 'i').test(sentence)

const THEM = /\b(?:they|them|their|theirs|themselves|each other|one another|both|neither|the two|the pair)\b/i

/** Subjects that are not the teller. */
const OTHERS = /^(?:he|she|it|they|we|you|who|nobody|everyone|somebody|nothing|the|a|an|his|their|its)$/

/** Verbs of the teller lose their -s: the first after "I", and those joined to it by "and", "but" or a comma. */
const agreeVerbs = (tokens: readonly Token[], roles: readonly (Role | null)[], people: People): Token[] => {
  let mine = false
  let afterSubject = false
  return tokens.map((token, at) => {
    if (roles[at] === 'I') {
      mine = true
      afterSubject = true
      return token
    }
    if (opensClause(tokens, at) && (people.names.includes(token.text) || OTHERS.test(token.lower))) mine = false
    if (isAdverb(token) && afterSubject) return token
    const wasSubject = afterSubject
    afterSubject = false
    const thirdPerson =
      /^(?:is|has|does|isn't|doesn't|hasn't|was)$/.test(token.lower) ||
      (token.lower.endsWith('s') && (token.tags.has('PresentTense') || wasSubject))
    if (!thirdPerson) return token
    let before = at - 1
    while (before > 0 && (isAdverb(tokens[before] as Token) || tokens[before]?.lower === 'then')) before -= 1
    const link = tokens[before]
    const joined = mine && link !== undefined && (/^(?:and|but|or)$/.test(link.lower) || link.after.includes(','))
    if (!wasSubject && !joined) {
      if (token.tags.has('PresentTense')) mine = false
      return token
    }
    return { ...token, text: firstPerson(token.lower) }
  })
}

/** "I accuse me": the object of my own verb is somebody else, whom the pronoun does not tell. */
const meetsMyself = (tokens: readonly Token[], roles: readonly (Role | 'unclear' | null)[]): boolean =>
  roles.some((role, at) => {
    const verb = tokens[at - 1]
    if (role !== 'me' || !verb || !isVerb(verb) || verb.after) return false
    let subject = at - 2
    while (subject > 0 && isAdverb(tokens[subject] as Token)) subject -= 1
    return roles[subject] === 'I'
  })

/**
 * An English sentence about the teller as the teller says it: "Dinah shuts her eyes" → "I shut my eyes". Null where
 * a pronoun could mean somebody else or the grammar cannot be turned safely.
 */
export const toFirstPersonEn = (
  sentence: string,
  name: string,
  people: People,
  present: readonly string[],
): string | null => {
  const gender = people.gender.get(name)
  const named = people.namesIn(sentence)
  const word = name.replaceAll(/[ .]+/g, '_')
  const marked = sentence.replaceAll(name, word)
  const tokens = tokenise(marked)
  const hasPronoun =
    gender !== undefined && tokens.some((token) => Object.values(PRONOUNS[gender]).includes(token.lower))
  // "Neither of them eats": the teller may be one of them.
  if (present.includes(name) && THEM.test(sentence)) return null
  if (!named.includes(name) && (!hasPronoun || !present.includes(name))) return sentence
  // Without the name, only a subject surely means the teller: "her" may be a ship.
  if (!named.includes(name) && gender && !tokens.some((token) => token.lower === PRONOUNS[gender].subject)) return null
  const rivals = (named.includes(name) ? named : present).filter(
    (other) => other !== name && (people.gender.get(other) ?? gender) === gender,
  )
  if (hasPronoun && (rivals.length > 0 || mentionsKind(sentence, gender))) return null
  if (!gender && /\b(?:he|she|his|her|him)\b/i.test(sentence)) return null
  const roles = tokens.map((_, at) => roleOf(tokens, at, word, gender))
  if (roles.includes('unclear') || meetsMyself(tokens, roles)) return null
  const agreed = agreeVerbs(tokens, roles as (Role | null)[], people)
  const spoken = untokenise(agreed.map((token, at) => ({ ...token, text: roles[at] ?? token.text })))
  return spoken.charAt(0).toUpperCase() + spoken.slice(1)
}
