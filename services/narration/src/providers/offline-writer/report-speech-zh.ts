import { cleanStoryText } from '../../language/clean-story-text.ts'
import type { People } from '../../language/find-people.ts'
import { escapePattern } from '../../language/keywords.ts'
import { SPEECH_ZH } from '../../language/lexicon.ts'
import type { ReportedSpeech, ReportSpeech, SpokenLine, Teller } from './reported-speech.ts'

/*
 * Chinese dialogue to reported speech. There is no word order or verb form to change, so the work lies in the words for
 * people: forms of address are removed and tell the listener; humble words become 我; 我 and 你 become pronouns or names of
 * speaker and listener; kinship words are resolved. Particles and interjections are dropped. Outcries, lists of scraps, and
 * clauses in which a pronoun would be ambiguous are rejected (null), and the line may be quoted instead.
 */

/** A reported clause in characters: shorter says nothing, longer is hard to follow by ear. */
const CLAUSE_CHARACTERS = { least: 5, most: 44 }

const alternatives = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).join('|')
const INTERJECTION = new RegExp(`^(?:${alternatives(SPEECH_ZH.interjections)})+[，。！？]`)
const WH = new RegExp(alternatives(SPEECH_ZH.wh))
const CHOICE = new RegExp(alternatives(SPEECH_ZH.choice))
const ORDER = new RegExp(`^(?:${alternatives(SPEECH_ZH.orders)})`)
const PARTICLES = new RegExp(SPEECH_ZH.particles)
/** Humble words for oneself ("末将") are 我, and what belongs to them ("家父") is 我的. */
const HUMBLE = new RegExp(alternatives(Object.keys(SPEECH_ZH.humble)), 'g')
/** What opens an outcry that only looks like a statement ("谁敢动她"). */
const OUTCRY = new RegExp(`^(?:${alternatives(SPEECH_ZH.rhetorical)})|不(?:就|也)[^，]*$`)
/** A clause of a statement from which on it gives orders. */
const TURNS_TO_ORDER = new RegExp(`，(?:你|您)?(?:${alternatives(SPEECH_ZH.forbidding)}).*$`)
const KIN = new RegExp(`(我|你|您)(?:的)?(${alternatives(Object.keys(SPEECH_ZH.kin))})`, 'g')
const QUESTION = /[？]|吗[。]?$|呢$/

const TITLE = '(?:董事长|董|总监|总裁|总|经理|先生|小姐|老师|医生|伯|叔|姨|哥|姐|爷爷|奶奶|爷|会长|队长|局长|厂长)'
const END_OF_CALL = '[，！？。、]'
const STRANGE_CALL = new RegExp(
  `^(?:(?:${alternatives(SPEECH_ZH.vocatives)})|[\\u4e00-\\u9fff]{1,2}${TITLE}|[\\u4e00-\\u9fff]{2,3}(?=，[你您]))[啊呀]?${END_OF_CALL}`,
)
const CALL_AT_END = new RegExp(
  `[，](?:${alternatives(SPEECH_ZH.vocatives)}|[\\u4e00-\\u9fff]{0,2}${TITLE})(?=[。！？]*$|，)`,
  'g',
)
const LINK =
  /^(?:那么|那就|可是|但是|不过(?!是)|所以|而且|然后|我就说|我说|(?:我觉得|我看|我想)(?=，)|回[\u4e00-\u9fff]{1,2}(?=，)|[您你][看说想]|记住|那(?![个些边里天年么是时张位种条把杯本家人件]))，?/

/** How somebody may be called: by full and given name, as 小顾 or 老沈, by surname and title. */
const callOf = (name: string): RegExp => {
  const [surname = name] = Array.from(name).map(escapePattern)
  const forms = [escapePattern(name), `${surname}${TITLE}`]
  if (name.length >= 3) forms.push(escapePattern(name.slice(1)), `[小老阿]${surname}`)
  return new RegExp(`^(?:${forms.join('|')})[啊呀]?${END_OF_CALL}`)
}

/** The calls of everybody, made once for each story. */
const CALLS = new WeakMap<People, Map<string, RegExp>>()
const callsOf = (people: People): Map<string, RegExp> => {
  const known = CALLS.get(people) ?? new Map(people.names.map((name) => [name, callOf(name)]))
  CALLS.set(people, known)
  return known
}

type Called = { text: string; listener: string | null }

/** The line without cries and calls ("好，贺董，…"), and whom it is for where a call tells. */
const withoutCalls = (line: SpokenLine, text: string, people: People): Called => {
  let rest = text
  let listener = line.listener
  for (let i = 0; i < 3; i += 1) {
    rest = rest.replace(INTERJECTION, '')
    const called = [...callsOf(people)]
      .filter(([name, call]) => name !== line.speaker && call.test(rest))
      .map(([name]) => name)
    const [first] = called
    if (first) {
      listener = called.length === 1 || !line.listener || !called.includes(line.listener) ? first : line.listener
      rest = rest.replace(callsOf(people).get(first) ?? '', '')
    } else if (STRANGE_CALL.test(rest)) {
      if (line.present.length !== 2) listener = null
      rest = rest.replace(STRANGE_CALL, '')
    }
  }
  return { text: rest.replace(CALL_AT_END, '').replace(LINK, ''), listener }
}

/**
 * What 你 becomes: a pronoun where it can mean nobody else, else the name. In a question the one asked is meant, since the
 * one who asks is 自己.
 */
const pronounOf = (line: SpokenLine, text: string, people: People, kind: ReportedSpeech['kind']): string => {
  const gender = line.listener ? people.gender.get(line.listener) : undefined
  const speakerGender = people.gender.get(line.speaker)
  const name = line.listener ?? ''
  if (!gender || /[他她]/.test(text)) return name
  if (kind === 'say' && (!speakerGender || gender === speakerGender)) return name
  return gender === 'female' ? '她' : '他'
}

/**
 * What 我 becomes. 自己 goes back to the subject of its clause, so after 你 ("你是来看我的") it would mean the listener:
 * there the speaker is 他 or 她 where the listener is not, else named.
 */
const selfOf = (text: string, line: SpokenLine, people: People, teller: Teller): string => {
  if (!/[你您](?!们)[^，。！？]*我(?!们)/.test(text)) return '自己'
  const gender = people.gender.get(line.speaker)
  const isClear = teller?.name === line.listener || people.gender.get(line.listener ?? '') !== gender
  if (!gender || !isClear || /[他她]/.test(text)) return line.speaker
  return gender === 'female' ? '她' : '他'
}

/** Stands for 我们 while 我 alone is turned. */
const OURSELVES = '\ue000'
/** Stand for the two who talk until both are turned: one of them may become 我. */
const SELF = '\ue001'
const OTHER = '\ue002'

/** 我 and 你 as the narrator says them; null when 你 is nobody in particular. */
const turnPersons = (
  text: string,
  line: SpokenLine,
  teller: Teller,
  people: People,
  kind: ReportedSpeech['kind'],
): string | null => {
  const self = teller?.name === line.speaker ? '我' : selfOf(text, line, people, teller)
  const other = teller && teller.name === line.listener ? '我' : pronounOf(line, text, people, kind)
  if (/[你您]/.test(text) && !line.listener) return null
  const inside = teller && (teller.name === line.speaker || teller.name === line.listener)
  const group = inside ? '我们' : line.present.length === 2 ? '两人' : '他们'
  const kin = text.replace(KIN, (_, who: string, word: string, at: number) => {
    const formal = SPEECH_ZH.kin[word] ?? word
    // "我要带我爹回家": whose father it is has been said.
    if (who === '我' && text.slice(0, at).includes('我')) return formal
    return `${who === '我' ? SELF : OTHER}的${formal}`
  })
  return kin
    .replace(/(?:我们|咱们)(?:两个|俩)|咱俩|我俩/g, inside ? '我们俩' : '两个人')
    .replace(/我们|咱们|咱/g, group === '我们' ? OURSELVES : group)
    .replace(/(?:你|您)们/g, '他们')
    .replace(/我自己|自己(?=我)/g, SELF)
    .replace(/我/g, SELF)
    .replace(/[你您]/g, OTHER)
    .replaceAll(SELF, self)
    .replaceAll(OTHER, other)
    .replace(/(自己){2,}/g, '自己')
    .replaceAll(OURSELVES, '我们')
}

/** The second 自己 of a clause becomes a pronoun where the speaker's gender is known and nobody else is meant. */
const varySelf = (clause: string, line: SpokenLine, people: People): string | null => {
  const gender = people.gender.get(line.speaker)
  const pronoun = gender === 'female' ? '她' : gender === 'male' ? '他' : null
  const count = clause.split('自己').length - 1
  if (line.listener && clause.split(line.listener).length > 2) return null
  if (count < 2) return clause
  if (!pronoun || clause.includes(pronoun)) return count > 2 ? null : clause
  let seen = 0
  return clause.replace(/自己/g, (word) => {
    seen += 1
    return seen === 1 ? word : pronoun
  })
}

const asQuestion = (clause: string, listener: string | null): string | null => {
  const bare = clause.replace(/[吗呢]$/, '')
  if (WH.test(bare) || CHOICE.test(bare)) return bare
  // "闻闻总行吧", "消息传得这么快": a guess or an echo, which asks nothing.
  if (bare.endsWith('吧')) return null
  // "她敢喝" → "她是不是敢喝": the verb of the question stays where it is, so it must be a single clause.
  if (bare.includes('，')) return null
  const pronoun = /^(?:自己|我们|我|他们|两人|她|他|这里|那里|这|那)/.exec(bare)?.[0]
  const subject = listener && bare.startsWith(listener) ? listener : pronoun
  if (!subject) return null
  return `${subject}是不是${bare.slice(subject.length).replace(/^(?:就是|是)(?!不是)/, '')}`
}

/** The part of a line that is retold: its first question, else its order, else all it states. */
const pickPart = (text: string): { kind: ReportedSpeech['kind']; text: string; fromStart: boolean } => {
  const sentences = text.match(/[^。！？]+[。！？]*/g) ?? [text]
  const question = sentences.find((sentence) => QUESTION.test(sentence))
  if (question) return { kind: 'ask', text: question, fromStart: question === sentences[0] }
  const first = sentences[0] ?? text
  const bareOrder = /^[你您](?=别|不要|不许|快|给我|来(?![了的过])|先|把)/
  if (ORDER.test(first) || bareOrder.test(first))
    return { kind: 'order', text: first.replace(bareOrder, ''), fromStart: true }
  return { kind: 'say', text, fromStart: true }
}

/** "请皇上明察": what is asked is asked of somebody with a title, and not of the listener. */
const COURTLY = new RegExp(`^请(?:${alternatives(SPEECH_ZH.vocatives)}|[\\u4e00-\\u9fff]{1,2}${TITLE}|大家)`)

/** A row of scraps ("云岚茶厂，七号茶，经手人，顾明") is a list, not something said about anything. */
const isScraps = (clause: string): boolean => {
  const parts = clause.split('，')
  if (parts.length === 1) return /^[^，是有]{1,6}的[^，是有]{1,3}$/.test(clause)
  return parts.length >= 3 && parts.every((part) => part.length <= 6)
}

/** Chinese dialogue as reported speech; null for what cannot be retold without its own words. */
export const reportSpeechZh: ReportSpeech = (spoken, people, teller) => {
  // A line that trails off loses its sense when retold.
  if (/…|\.\.\.|——/.test(spoken.text)) return null
  const clean = cleanStoryText(spoken.text.replace(/[“”"「」『』‘’]/g, ''), 'zh')
  const { text, listener } = withoutCalls(spoken, clean, people)
  const line = { ...spoken, listener }
  const part = pickPart(text)
  const joined = part.text.replace(/[。！？；]+$/, '').replace(/[。！；]/g, '，')
  const calm = joined.replace(HUMBLE, (word) => SPEECH_ZH.humble[word] ?? word).replace(/[啊呀嘛啦]+(?=，)/g, '')
  const bare = part.kind === 'ask' ? calm.replace(/[啊呀嘛啦]+$/, '') : calm.replace(PARTICLES, '')
  const length = bare.replace(/[，、：\s]/g, '').length
  if (length < CLAUSE_CHARACTERS.least || length > CLAUSE_CHARACTERS.most || /[：？]/.test(bare) || isScraps(bare))
    return null
  // Somebody who is spoken to by name is no longer "you": the clause would speak of a third person.
  if (listener && bare.includes(listener)) return null
  if (part.kind === 'order' && (!listener || COURTLY.test(bare))) return null
  const stated = part.kind === 'say' ? bare.replace(TURNS_TO_ORDER, '') : bare
  if (part.kind === 'say' && (OUTCRY.test(stated) || stated.length < CLAUSE_CHARACTERS.least || isScraps(stated)))
    return null
  const turned = turnPersons(stated, line, teller, people, part.kind)
  const varied = turned === null ? null : varySelf(turned, line, people)
  if (varied === null) return null
  const order = varied
    .replace(/^请(?:她|他|我)?/, '')
    .replace(/^((?:别|不要|不许|不准)[^，]*)，.*$/, '$1')
    .replace(/，(?:自己|我|他们|两人|去年|今天|明天|现在|这|那).*$/, '')
    .replace(/^让我/, '让自己')
  // "要林小满把林小满的手机交出来"
  if (part.kind === 'order' && listener && order.includes(listener)) return null
  const clause = part.kind === 'ask' ? asQuestion(varied, listener) : part.kind === 'order' ? order : varied
  if (!clause || clause.length < 3) return null
  const pointed = part.kind !== 'order' && /[你您]/.test(bare) ? 'pointed' : 'none'
  const listenerIn = listener && clause.includes(listener) ? 'named' : pointed
  return { kind: part.kind, clause, listener, listenerIn, fromStart: part.fromStart }
}
