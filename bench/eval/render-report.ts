import { QUESTION_KINDS } from '../questions.ts'
import type { Target } from './check-targets.ts'
import { CUTTERS } from './film.ts'
import type { EvalFigures } from './run-eval.ts'

type Cell = string | number | null
type Row = Record<string, Cell>

const renderCell = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '–'
  return typeof cell === 'number' ? String(Number(cell.toFixed(3))) : cell
}

const renderTable = (title: string, rows: readonly Row[]): string => {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const body = rows.map((row) => line(columns.map((column) => renderCell(row[column]))))
  return [`## ${title}`, '', line(columns), line(columns.map(() => '---')), ...body, ''].join('\n')
}

const filmRows = ({ cases }: EvalFigures): Row[] =>
  cases.flatMap(({ name, fps, films }) =>
    CUTTERS.map((cutter) => {
      const { clipSec: _, salientByAct, ...figures } = films[cutter]
      const [first = null, second = null, third = null] = salientByAct
      return { story: name, fps, cut: cutter, ...figures, 'salient 1': first, 'salient 2': second, 'salient 3': third }
    }),
  )

const clipRows = ({ cases }: EvalFigures): Row[] =>
  cases.flatMap(({ name, films }) =>
    CUTTERS.map((cutter) => {
      const { median, under05, from05to2, from2to6, over6 } = films[cutter].clipSec
      return {
        story: name,
        cut: cutter,
        'median, s': median,
        '< 0.5': under05,
        '0.5–2': from05to2,
        '2–6': from2to6,
        '> 6': over6,
      }
    }),
  )

const relevanceRows = ({ cases }: EvalFigures): Row[] =>
  cases.flatMap(({ name, relevance }) =>
    relevance ? CUTTERS.map((cutter) => ({ story: name, cut: cutter, ...relevance[cutter] })) : [],
  )

const narrationRows = ({ cases }: EvalFigures): Row[] =>
  cases.map(({ name, narration: { contradicted: _, ...figures } }) => ({ story: name, ...figures }))

const predictionRows = ({ prediction }: EvalFigures): Row[] =>
  Object.entries(prediction).map(([lang, figures]) => ({ language: lang, ...figures }))

const retrievalRows = ({ retrieval }: EvalFigures): Row[] =>
  Object.entries(retrieval).flatMap(([lang, kinds]) =>
    QUESTION_KINDS.map((kind) => ({ language: lang, kind, ...kinds[kind] })),
  )

/** Renders the figures as tables in Markdown. `ours` are the services; A and B are the baselines. */
export const renderReport = (figures: EvalFigures, targets: readonly Target[]): string =>
  [
    '# Evaluation',
    '',
    'Offline providers only: words alone for retrieval, espeak-ng for takes. A shows the first cited scene from its',
    'start; B shows the dialogue groups of the cited scenes. Shares are from 0 to 1, `salient` by thirds of the story.',
    '',
    renderTable(
      'Targets',
      targets.map(({ isMet, ...target }) => ({ ...target, met: isMet ? 'yes' : '**no**' })),
    ),
    renderTable('Films', filmRows(figures)),
    renderTable('Lengths of clips', clipRows(figures)),
    renderTable('Films that are hard to cut', figures.hardFilms),
    renderTable('Relevance where the answers are known', relevanceRows(figures)),
    renderTable('Narration', narrationRows(figures)),
    renderTable('Measured ÷ predicted seconds', predictionRows(figures)),
    renderTable('Retrieval', retrievalRows(figures)),
  ].join('\n')
