import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { abortedWords } from '../trace/ends.ts'
import { formatElapsed } from '../trace/format.ts'
import { cellText } from './cell-text.ts'
import { isolated } from '../trace/isolate.ts'
import { labelTexts } from '../trace/label.ts'
import type { SpanView } from '../trace/model.ts'

/** What may stand beside a bar, the longest first: how it ended is said before how fast it came. */
export function barLabels(span: SpanView, now: Milliseconds): readonly string[] {
  const plain = labelTexts(span, now)
  const duration = plain.at(-1) ?? ''
  const remarks = remarksOn(span, now)
  return remarks.length === 0 ? plain : [...remarks.map((remark) => `${duration} · ${remark}`), duration]
}

function remarksOn(span: SpanView, now: Milliseconds): readonly string[] {
  if (span.outcome === 'running') return remarksOnRunning(span, now)
  if (span.outcome === 'error') return [isolated(cellText(span.errorType ?? 'failed'))]
  if (span.outcome === 'aborted') return [abortedWords(span.ending), 'aborted']
  return span.cutOff ? ['cut off by length', 'cut off'] : []
}

function remarksOnRunning(span: SpanView, now: Milliseconds): readonly string[] {
  if (span.probablyOver) return ['probably over']
  if (span.class !== 'inference' && span.class !== 'agent') return []
  if (span.firstChunk !== undefined) return [`streaming ${formatElapsed(Math.max(0, now - span.firstChunk))}`]
  return span.class === 'inference' ? ['waiting'] : []
}
