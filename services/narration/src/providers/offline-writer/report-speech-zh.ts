import { SPEECH_ZH } from '../../words/speech-zh.ts'
import { cleanText } from './clean-text.ts'
import type { People } from './find-people.ts'
import type { ReportedSpeech, ReportSpeech, SpokenLine, Teller } from './reported-speech.ts'

/** A reported clause in characters: shorter says nothing, longer is hard to follow by ear. */
const CLAUSE_CHARACTERS = { least: 4, most: 44 }

const alternatives = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).join('|')
const INTERJECTION = new RegExp(`^(?:${alternatives(SPEECH_ZH.interjections)})[，。！？]`)
const WH = new RegExp(alternatives(SPEECH_ZH.wh))
const CHOICE = new RegExp(alternatives(SPEECH_ZH.choice))
const ORDER = new RegExp(`^(?:${alternatives(SPEECH_ZH.orders)})`)
const PARTICLES = new RegExp(SPEECH_ZH.particles)
const KIN = new RegExp(`(我|你|您)(?:的)?(${alternatives(Object.keys(SPEECH_ZH.kin))})`, 'g')
const QUESTION = /[？]|吗[。]?$|呢$/

const TITLES = '董|总|总监|经理|先生|小姐|老师|医生|伯|叔|姨|哥|姐|爷|奶奶|会长|队长|局长'

/** How people of the story are called: by full and given name, and as 小顾 or 老沈. */
const callsOf = (people: People): string[] =>
  people.names.flatMap((name) =>
    name.length >= 3 ? [name, name.slice(1), `小${name[0]}`, `老${name[0]}`, `阿${name.at(-1)}`] : [name],
  )

/** Without calls ("贺董，", "爸，") and cries at the start, and calls at the end. */
const withoutCalls = (text: string, people: People): string => {
  const call = `(?:${alternatives([...SPEECH_ZH.vocatives, ...callsOf(people)])}|[\\u4e00-\\u9fff]{1,2}(?:${TITLES}))`
  const start = new RegExp(`^${call}[，！？。]`)
  const stranger = /^[\u4e00-\u9fff]{2,3}，(?=[你您])/
  const end = new RegExp(`[，]${call}(?=[。！？]*$)`)
  let rest = text
  for (let i = 0; i < 3; i += 1) {
    rest = rest.replace(INTERJECTION, '').replace(start, '').replace(stranger, '').replace(end, '')
  }
  return rest.replace(
    /^(?:那么|那就|可是|但是|不过|所以|而且|然后|那(?![个些边里天年么是时张位种条把杯本家人件]))，?/,
    '',
  )
}

/** 我 and 你 as the narrator says them; null when 你 is nobody in particular. */
const turnPersons = (text: string, line: SpokenLine, teller: Teller): string | null => {
  const self = teller?.name === line.speaker ? '我' : '自己'
  const other = teller && teller.name === line.listener ? '我' : '对方'
  if (/[你您]/.test(text) && !line.listener) return null
  const inside = teller && (teller.name === line.speaker || teller.name === line.listener)
  const group = inside ? '我们' : line.present.length === 2 ? '两人' : '他们'
  const kin = text.replace(KIN, (_, who: string, word: string) => {
    const owner = who === '我' ? self : other
    return `${owner}的${SPEECH_ZH.kin[word] ?? word}`
  })
  return kin
    .replace(/(?:我们|咱们)(?:两个|俩)|咱俩|我俩/g, inside ? '我们俩' : '两个人')
    .replace(/我们|咱们|咱/g, group)
    .replace(/(?:你|您)们/g, '他们')
    .replace(/我自己|自己(?=我)/g, self)
    .replace(/我/g, self)
    .replace(/[你您]/g, other)
    .replace(/(自己){2,}/g, '自己')
    .replace(/(对方){2,}/g, '对方')
}

/** The second 自己 of a clause becomes a pronoun where the speaker's gender is known and nobody else is meant. */
const varySelf = (clause: string, line: SpokenLine, people: People): string | null => {
  const gender = people.gender.get(line.speaker)
  const pronoun = gender === 'female' ? '她' : gender === 'male' ? '他' : null
  const count = clause.split('自己').length - 1
  if (clause.split('对方').length - 1 > 2) return null
  if (count < 2) return clause
  if (!pronoun || clause.includes(pronoun)) return count > 2 ? null : clause
  let seen = 0
  return clause.replace(/自己/g, (word) => {
    seen += 1
    return seen === 1 ? word : pronoun
  })
}

const asQuestion = (clause: string): ReportedSpeech | null => {
  const bare = clause.replace(/[吗呢]$/, '')
  if (WH.test(bare) || CHOICE.test(bare)) return { kind: 'ask', clause: bare }
  // "对方敢喝" → "对方是不是敢喝": the verb of the question stays where it is, so it must be a single clause.
  if (bare.includes('，')) return null
  const subject = /^(?:对方|自己|我|他们|两人|她|他|这|那|这里|那里)/.exec(bare)?.[0] ?? ''
  return { kind: 'ask', clause: `${subject}是不是${bare.slice(subject.length).replace(/^是(?!不是)/, '')}` }
}

/** The part of a line that is retold: its first question, else its order, else all it states. */
const pickPart = (text: string): { kind: ReportedSpeech['kind']; text: string } => {
  const sentences = text.match(/[^。！？]+[。！？]*/g) ?? [text]
  const question = sentences.find((sentence) => QUESTION.test(sentence))
  if (question) return { kind: 'ask', text: question }
  const first = sentences[0] ?? text
  const bareOrder = /^[你您](?=别|不要|不许|快|给我)/
  if (ORDER.test(first) || bareOrder.test(first)) return { kind: 'order', text: first.replace(bareOrder, '') }
  return { kind: 'say', text }
}

/** Chinese dialogue as reported speech; null for what cannot be retold without its own words. */
export const reportSpeechZh: ReportSpeech = (line, people, teller) => {
  // A line that trails off loses its sense when retold.
  if (/…|\.\.\.|——/.test(line.text)) return null
  const clean = cleanText(line.text.replace(/[“”"「」『』‘’]/g, ''), 'zh')
  const part = pickPart(withoutCalls(clean, people))
  const joined = part.text
    .replace(/[。！？；]+$/, '')
    .replace(/[。！；]/g, '，')
    .replace(PARTICLES, part.kind === 'ask' ? '$&' : '')
  const bare = part.kind === 'ask' ? joined.replace(/[啊呀嘛啦]+$/, '') : joined
  const length = bare.replace(/[，、：\s]/g, '').length
  if (length < CLAUSE_CHARACTERS.least || length > CLAUSE_CHARACTERS.most || /[：]/.test(bare)) return null
  if (part.kind === 'order' && !line.listener) return null
  const turned = turnPersons(bare, line, teller)
  const clause = turned === null ? null : varySelf(turned, line, people)
  if (clause === null) return null
  if (part.kind === 'ask') return asQuestion(clause)
  if (part.kind === 'say') return { kind: 'say', clause }
  const order = clause.replace(/^请(?:对方|我)?/, '').replace(/，(?:自己|我).*$/, '')
  return order.length < CLAUSE_CHARACTERS.least - 1 ? null : { kind: 'order', clause: order.replace(/^让我/, '让自己') }
}
