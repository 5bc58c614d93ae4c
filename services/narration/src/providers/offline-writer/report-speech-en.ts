import { cleanStoryText } from '../../language/clean-story-text.ts'
import type { Gender, People } from '../../language/find-people.ts'
import { escapePattern } from '../../language/keywords.ts'
import { SPEECH_EN } from '../../language/lexicon.ts'
import { splitSentences } from '../../language/sentences.ts'
import { isAdverb, isVerb, type Token, thirdPerson, tokenise, uninvertQuestion, untokenise } from './english-grammar.ts'
import type { ReportedSpeech, ReportSpeech, SpokenLine, Teller } from './reported-speech.ts'

/*
 * English dialogue to reported speech in the present tense: "I burned your letter" becomes "she burned Clara's letter".
 * The steps: split the line into sentences; strip interjections and forms of address; classify each as a statement, a
 * question or an order; restore the word order of questions; turn first and second person into speaker and listener; lower
 * the first letter. The conversion is conservative. It gives up (null, and the line may be quoted instead) when the gender of
 * the speaker is unknown, when a pronoun could mean two people, or when the grammar is not recognised for certain.
 */

/** Words in one reported clause: fewer say nothing, more are hard to follow by ear. */
const CLAUSE_WORDS = { least: 3, most: 22 }
/** Words of two clauses joined. */
const JOINED_WORDS = 30

type Forms = { subject: string; object: string; possessive: string; absolute: string; self: string }

const BY_GENDER: Record<Gender, Forms> = {
  female: { subject: 'she', object: 'her', possessive: 'her', absolute: 'hers', self: 'herself' },
  male: { subject: 'he', object: 'him', possessive: 'his', absolute: 'his', self: 'himself' },
}
const ME: Forms = { subject: 'I', object: 'me', possessive: 'my', absolute: 'mine', self: 'myself' }
const THEY: Forms = { subject: 'they', object: 'them', possessive: 'their', absolute: 'theirs', self: 'themselves' }
const WE: Forms = { subject: 'we', object: 'us', possessive: 'our', absolute: 'ours', self: 'ourselves' }

const byName = (name: string): Forms => ({
  subject: name,
  object: name,
  possessive: `${name}'s`,
  absolute: `${name}'s`,
  self: name,
})

type Voices = {
  speaker: Forms
  listener: Forms | null
  /** The listener in an order, who is named right before it. */
  ordered: Forms | null
  group: Forms
  taken: Set<Gender>
}

/** How speaker and listener are called in the clause; null when the speaker's pronoun is not known. */
const voicesOf = (line: SpokenLine, people: People, teller: Teller): Voices | null => {
  const speakerGender = people.gender.get(line.speaker)
  const isSpeaker = teller?.name === line.speaker
  if (!isSpeaker && !speakerGender) return null
  const speaker = isSpeaker ? ME : BY_GENDER[speakerGender as Gender]
  const listenerGender = line.listener ? people.gender.get(line.listener) : undefined
  const isListener = teller !== null && teller.name === line.listener
  const distinct = listenerGender && (isSpeaker || listenerGender !== speakerGender)
  const named = line.listener ? byName(line.listener) : null
  const listener = isListener ? ME : distinct ? BY_GENDER[listenerGender] : named
  const taken = new Set<Gender>()
  if (!isSpeaker && speakerGender) taken.add(speakerGender)
  if (distinct && !isListener) taken.add(listenerGender)
  const ordered = isListener ? ME : listenerGender ? BY_GENDER[listenerGender] : null
  return { speaker, listener, ordered, group: isSpeaker || isListener ? WE : THEY, taken }
}

const ROLES: Record<string, [keyof Voices & ('speaker' | 'listener' | 'group'), keyof Forms]> = {
  i: ['speaker', 'subject'],
  me: ['speaker', 'object'],
  my: ['speaker', 'possessive'],
  mine: ['speaker', 'absolute'],
  myself: ['speaker', 'self'],
  your: ['listener', 'possessive'],
  yours: ['listener', 'absolute'],
  yourself: ['listener', 'self'],
  we: ['group', 'subject'],
  us: ['group', 'object'],
  our: ['group', 'possessive'],
  ours: ['group', 'absolute'],
  ourselves: ['group', 'self'],
}

const nextVerb = (tokens: readonly Token[], from: number): number => {
  let at = from
  while (tokens[at] && isAdverb(tokens[at] as Token) && at < from + 3) at += 1
  return tokens[at] && isVerb(tokens[at] as Token) ? at : -1
}

const isSubjectYou = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1]
  const afterVerb = before && !before.after && (isVerb(before) || before.tags.has('Preposition'))
  const conjunction = before && (before.tags.has('Conjunction') || SPEECH_EN.wh.includes(before.lower))
  return nextVerb(tokens, at + 1) >= 0 && (!afterVerb || conjunction === true || isVerb(before as Token) === false)
}

/** The verbs that go with a subject turned into he or she: the next one, and those joined to it by "and". */
const agreeVerbs = (tokens: readonly Token[], from: number, turned: Map<number, string>) => {
  const verb = nextVerb(tokens, from)
  if (verb < 0) return
  const first = tokens[verb] as Token
  turned.set(verb, thirdPerson(first))
  const inflected = thirdPerson(first) !== first.text
  for (let at = verb + 1; inflected && at + 1 < tokens.length; at += 1) {
    if (tokens[at]?.lower === 'to') return
    const next = tokens[at + 1] as Token
    if (tokens[at]?.after.includes(',') && /^(?:have|am|are)$/.test(next.lower)) turned.set(at + 1, thirdPerson(next))
    if (!['and', 'but', 'or'].includes((tokens[at] as Token).lower)) continue
    if (next.tags.has('Infinitive') && !next.tags.has('Noun')) turned.set(at + 1, thirdPerson(next))
  }
}

/** The clause with its persons turned; null where a pronoun would point at the wrong person. */
const turnPersons = (tokens: readonly Token[], voices: Voices): string | null => {
  const turned = new Map<number, string>()
  for (const [at, token] of tokens.entries()) {
    const isYou = token.lower === 'you'
    const role = isYou ? (['listener', isSubjectYou(tokens, at) ? 'subject' : 'object'] as const) : ROLES[token.lower]
    if (!role) {
      const gender = /^(?:she|her|hers|herself)$/.test(token.lower)
        ? 'female'
        : /^(?:he|him|his|himself)$/.test(token.lower)
          ? 'male'
          : null
      if (gender && voices.taken.has(gender)) return null
      continue
    }
    const forms = voices[role[0]]
    if (!forms) return null
    turned.set(at, forms[role[1]])
    if (role[1] === 'subject' && ![ME, WE, THEY].includes(forms)) agreeVerbs(tokens, at + 1, turned)
    if (role[1] === 'subject' && forms === ME && token.lower === 'you') {
      const verb = nextVerb(tokens, at + 1)
      const word = tokens[verb]?.lower
      if (verb >= 0 && (word === 'are' || word === 'were')) turned.set(verb, word === 'are' ? 'am' : 'was')
    }
  }
  return untokenise(tokens.map((token, at) => ({ ...token, text: turned.get(at) ?? token.text })))
}

const lowerFirst = (tokens: Token[], people: People): Token[] => {
  const [first, ...rest] = tokens
  if (!first) return tokens
  const keep =
    first.lower === 'i' ||
    first.tags.has('ProperNoun') ||
    people.names.includes(first.text) ||
    /^[A-Z]{2}/.test(first.text)
  return keep ? tokens : [{ ...first, text: first.text.charAt(0).toLowerCase() + first.text.slice(1) }, ...rest]
}

const expand = (text: string): string =>
  text
    .replace(/[’‘]/g, "'")
    .replace(/[A-Za-z]+'[a-z]+/g, (word) => {
      const full = SPEECH_EN.contractions[word.toLowerCase()]
      if (!full) return word
      return /^[A-Z]/.test(word) ? full.charAt(0).toUpperCase() + full.slice(1) : full
    })
    .replace(/\bi\b/g, 'I')

const CRY = new RegExp(`^(?:${SPEECH_EN.interjections.join('|')})(?:,\\s*|[.!]\\s*$)`, 'i')
const LINK = /^(?:And|But|So|Then|Or|Because)\s+(?=\S+\s)/

type Calls = { start: RegExp; end: RegExp; middle: RegExp }

/** How people may be called, made once for each story. */
const CALLS = new WeakMap<People, Calls>()
const callsOf = (people: People): Calls => {
  const known = CALLS.get(people)
  if (known) return known
  const names = [...people.names, ...SPEECH_EN.vocatives].map(escapePattern)
  const call = `(?:(?:${SPEECH_EN.titles.join('|')})\\.? [A-Z][\\w-]+|${names.join('|')})`
  const calls = {
    start: new RegExp(`^${call}[,.!?]\\s*`, 'i'),
    end: new RegExp(`,\\s*${call}(?=[.!?]?$)`, 'i'),
    middle: new RegExp(`,\\s*${call},\\s*`, 'i'),
  }
  CALLS.set(people, calls)
  return calls
}

/** Without cries and calls at either end: "Well, Mr Vail, …", "…, Lydia." */
const withoutCalls = (sentence: string, people: People): string => {
  const { start, end, middle } = callsOf(people)
  let rest = sentence
  for (let i = 0; i < 2; i += 1) {
    rest = rest.replace(CRY, '').replace(LINK, '').replace(start, '').replace(end, '').replace(middle, ', ')
  }
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** "He is not cruel, he is arithmetical": two statements that only a comma holds together. */
const withSemicolons = (tokens: Token[]): Token[] =>
  tokens.map((token, at) => {
    if (
      /^(?:everything|anything|nothing|all|what\w*|who\w*|if|when|though|because|since|while)$/.test(
        tokens[0]?.lower ?? '',
      )
    )
      return token
    const [first, second, third] = tokens.slice(at + 1, at + 4)
    if (token.after !== ',' || !first || !second) return token
    const states = /^(?:i|you|he|she|it|we|they)$/.test(first.lower)
      ? isVerb(second)
      : first.lower === 'the' && third !== undefined && isVerb(third) && !third.tags.has('Noun')
    return states ? { ...token, after: ';' } : token
  })

type Part = Pick<ReportedSpeech, 'kind' | 'clause'>

const convert = (sentence: string, line: SpokenLine, people: People, voices: Voices): Part | null => {
  const bare = withoutCalls(expand(sentence), people)
  const question = bare.endsWith('?')
  const words = bare.replace(/[.!?]+$/, '')
  const tokens = tokenise(words)
  const [first] = tokens
  if (!first || tokens.length < CLAUSE_WORDS.least || tokens.length > CLAUSE_WORDS.most || /[.!?:“”"]/.test(words))
    return null
  if (question) {
    const order = uninvertQuestion(lowerFirst(tokens, people), people)
    const clause = order && turnPersons(order, voices)
    return clause ? { kind: 'ask', clause } : null
  }
  const head = tokens.slice(0, tokens.findIndex((token) => token.after.includes(',')) + 1 || tokens.length)
  const opensAside = /^(?:when|if|after|before|as|until|without|in|on|at|once|last|next)$/.test(first.lower)
  const finite = (opensAside ? tokens : head).slice(1).some((token) => isVerb(token) && !token.tags.has('Noun'))
  if (/^(?:a|an|the|one) \w+ i\b/i.test(words)) return null
  const states =
    SPEECH_EN.subjects.includes(first.lower) || people.names.includes(first.text) || first.tags.has('ProperNoun')
  if (states && finite && !/^(?:what|how)$/.test(first.lower)) {
    const clause = turnPersons(
      opensAside ? lowerFirst(tokens, people) : withSemicolons(lowerFirst(tokens, people)),
      voices,
    )
    return clause ? { kind: 'say', clause } : null
  }
  const negative = first.lower === 'do' && tokens[1]?.lower === 'not'
  if (!line.listener || !(first.tags.has('Imperative') || negative) || first.tags.has('Noun')) return null
  const rest = negative ? tokens.slice(2) : tokens
  const ordered = { ...voices, listener: voices.ordered }
  if (rest.some((token) => token.after) || /^(?:for|of)$/.test(rest[1]?.lower ?? '')) return null
  const clause = turnPersons(lowerFirst(rest, people), ordered)
  return clause && rest.length >= 2 ? { kind: 'order', clause: `${negative ? 'not to' : 'to'} ${clause}` } : null
}

/** Whom a line calls by name, at its start or end ("Dinah. They want a name."). */
const calledIn = (text: string, line: SpokenLine, people: People): string | null =>
  people.names.find(
    (name) =>
      name !== line.speaker &&
      (new RegExp(`^${escapePattern(name)}[,.!?]`).test(text) ||
        new RegExp(`,\\s*${escapePattern(name)}[,.!?]`).test(text)),
  ) ?? null

/**
 * Whether a pronoun of the speaker would be taken for the listener of the same gender, who stands before it by name:
 * "Edith burned it, and that she smelled the smoke", "Clara's father left her".
 */
const isMixedUp = (clause: string, { speaker, listener }: Voices): boolean => {
  if (!listener || speaker === ME) return false
  const [, after = ''] = clause.split(new RegExp(`${escapePattern(listener.subject)}(.*)`))
  const { subject, object, possessive } = speaker
  const any = /^['’]s/.test(after) ? [subject, object, possessive] : [subject, possessive]
  return new RegExp(`\\b(?:${any.join('|')})\\b`, 'i').test(after)
}

/** English dialogue as reported speech in the present tense; null for what cannot be retold without its own words. */
export const reportSpeechEn: ReportSpeech = (spoken, people, teller) => {
  if (/…|\.\.\.|--|—/.test(spoken.text)) return null
  const text = cleanStoryText(spoken.text, 'en')
  const line = { ...spoken, listener: calledIn(text, spoken, people) ?? spoken.listener }
  const voices = voicesOf(line, people, teller)
  if (!voices) return null
  const parts = splitSentences(text, 'en').map((sentence) => convert(sentence, line, people, voices))
  const found = parts.findIndex((part) => part !== null)
  const first = parts[found]
  const second = parts[found + 1]
  if (!first) return null
  const { listener } = line
  const names = (clause: string) =>
    listener !== null && voices.listener?.subject === listener && clause.includes(listener)
  const rest = { listener, listenerIn: 'none' as const, fromStart: found === 0 }
  if (first.kind === 'order') return { ...first, ...rest }
  if (names(first.clause) && isMixedUp(first.clause, voices)) return null
  if (first.kind === 'ask') return { ...first, ...rest, listenerIn: names(first.clause) ? 'named' : 'none' }
  const clean = (clause: string) =>
    clause.replace(/^that (?=(?:is|was|has|will|would)\b)/, 'this ').replace(/^that /, 'the ')
  const single: ReportedSpeech = {
    kind: 'say',
    clause: clean(first.clause),
    ...rest,
    listenerIn: names(first.clause) ? 'named' : 'none',
  }
  if (second?.kind !== 'say' || second.clause === first.clause) return single
  const joined = `${single.clause}, and that ${clean(second.clause)}`
  if (names(joined) && isMixedUp(joined, voices)) return single
  return joined.split(' ').length <= JOINED_WORDS
    ? { ...single, clause: joined, listenerIn: names(joined) ? 'named' : 'none' }
    : single
}
