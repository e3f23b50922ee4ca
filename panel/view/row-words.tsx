/** The faint words behind a span's name: what went in → what came out. */
import type { JSX } from 'preact'
import { cellText, titleText } from '../store/cell-text.ts'
import { quoted } from '../trace/brief-value.ts'
import { isolated } from '../trace/isolate.ts'
import type { TraceView } from '../trace/model.ts'
import type { SpanWords } from '../trace/span-words.ts'
import { Foreign } from './foreign.tsx'

/** @param isAskedAbove the row above says what was asked. */
export function saidWords({ asked, input, output }: SpanWords, isAskedAbove: boolean): JSX.Element | null {
  const came = input !== '' ? input : isAskedAbove ? '' : quoted(asked)
  if (came === '' && output === '') return null
  return (
    <span
      class={came !== '' && output !== '' ? 'said both faint' : 'said faint'}
      title={titleText([came, output].filter((words) => words !== '').join(' → '))}
    >
      {came !== '' && <Foreign class="came" text={cellText(came)} />}
      {output !== '' && <span class="arrow">→</span>}
      {output !== '' && <Foreign class="went" text={cellText(output)} />}
    </span>
  )
}

export function attemptChip(attempt: number, narrow: boolean): JSX.Element {
  return (
    <span class="chip attempt" title={`attempt ${attempt}`}>
      {narrow ? `#${attempt}` : `attempt ${attempt}`}
    </span>
  )
}

/** What was asked, and who was; without the question the name alone. */
export function traceNames(asked: string, { name }: TraceView): JSX.Element {
  return (
    <>
      {asked !== '' && Foreign({ class: 'trace-title', text: asked })}
      {Foreign({ class: asked === '' ? 'trace-name' : 'trace-name faint', text: cellText(name) })}
    </>
  )
}

export function traceTitle(asked: string, { url }: TraceView): string | undefined {
  const lines = [asked, titleText(url)].filter((line) => line !== '').map(isolated)
  return lines.length === 0 ? undefined : lines.join('\n')
}
